/** A hotspot's shape: corners in 0–1 coordinates of the picture, always inside it, three at the least. Pure. */
import { MAX_POINTS, type Hotspot, type Point } from '../../../story/model'

export const LEAST_CORNERS = 3
/** Smaller than this a hotspot cannot be hit with a thumb, and a click without a drag makes one. */
const SMALLEST = 0.03

/** The rectangle between two corners, clockwise from its top left; null where it is too small to be meant. */
export function rectangleBetween(one: Point, other: Point): Hotspot | null {
  const [ax, ay] = inside(one)
  const [bx, by] = inside(other)
  const [left, right] = [Math.min(ax, bx), Math.max(ax, bx)]
  const [top, bottom] = [Math.min(ay, by), Math.max(ay, by)]
  if (right - left < SMALLEST || bottom - top < SMALLEST) return null
  return {
    points: [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ],
  }
}

/** The shape with these corners; null where they are too few, too many, or lie too close together to be hit. */
export function polygonOf(corners: readonly Point[]): Hotspot | null {
  const points = corners.map(inside)
  if (points.length < LEAST_CORNERS || points.length > MAX_POINTS) return null
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const width = Math.max(...xs) - Math.min(...xs)
  const height = Math.max(...ys) - Math.min(...ys)
  return width < SMALLEST || height < SMALLEST ? null : { points }
}

/** All of it shifted, as far as the picture reaches. */
export function shifted({ points }: Hotspot, by: Point): Hotspot {
  const dx = within(by[0], -Math.min(...points.map(([x]) => x)), 1 - Math.max(...points.map(([x]) => x)))
  const dy = within(by[1], -Math.min(...points.map(([, y]) => y)), 1 - Math.max(...points.map(([, y]) => y)))
  return { points: points.map(([x, y]) => inside([x + dx, y + dy])) }
}

/** One corner moved to that place, or to the picture's edge nearest to it. */
export function withCorner({ points }: Hotspot, index: number, to: Point): Hotspot {
  return points[index] ? { points: points.with(index, inside(to)) } : { points }
}

/** A corner more, halfway to the next one; null where there are as many as a hotspot can have. */
export function withCornerAfter({ points }: Hotspot, index: number): Hotspot | null {
  const between = midpoint({ points }, index)
  return between && points.length < MAX_POINTS ? { points: points.toSpliced(index + 1, 0, between) } : null
}

/** A corner less; null where three are left. */
export function withoutCorner({ points }: Hotspot, index: number): Hotspot | null {
  return points.length > LEAST_CORNERS && points[index] ? { points: points.toSpliced(index, 1) } : null
}

/** Halfway between a corner and the next; null where there is no such corner. */
export function midpoint({ points }: Hotspot, index: number): Point | null {
  const [one, next] = [points[index], points[(index + 1) % points.length]]
  return one && next ? inside([(one[0] + next[0]) / 2, (one[1] + next[1]) / 2]) : null
}

/** Where a name or a handle of it stands: the middle of its corners. */
export function centreOf({ points }: Hotspot): Point {
  const [x, y] = points.reduce<Point>(([sx, sy], [px, py]) => [sx + px, sy + py], [0, 0])
  return inside([x / points.length, y / points.length])
}

export function sameShape(one: Hotspot | null, other: Hotspot | null): boolean {
  if (one === null || other === null) return one === other
  if (one.points.length !== other.points.length) return false
  return one.points.every(([x, y], index) => x === other.points[index]?.[0] && y === other.points[index]?.[1])
}

/** The place in the picture nearest to this one, to a hundredth of a per cent. */
export function inside([x, y]: Point): Point {
  return [rounded(within(x, 0, 1)), rounded(within(y, 0, 1))]
}

/** For the `points` of an SVG polygon with viewBox 0 0 1 1. */
export function svgPoints(hotspot: Hotspot): string {
  return hotspot.points.map(([x, y]) => `${x},${y}`).join(' ')
}

function within(share: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, share))
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
