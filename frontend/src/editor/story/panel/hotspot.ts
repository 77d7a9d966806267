/** A hotspot as the editor draws it: a rectangle in 0–1 coordinates of the picture, stored as four points. Pure. */
import type { Hotspot } from '../../../story/model'

export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Smaller than this a hotspot cannot be hit with a thumb, and a click without a drag makes one. */
const SMALLEST = 0.03

/** The rectangle between two corners, inside the picture; null where it is too small to be meant. */
export function rectangleBetween(ax: number, ay: number, bx: number, by: number): Rectangle | null {
  const left = inside(Math.min(ax, bx))
  const top = inside(Math.min(ay, by))
  const width = inside(Math.max(ax, bx)) - left
  const height = inside(Math.max(ay, by)) - top
  return width < SMALLEST || height < SMALLEST ? null : { left, top, width, height }
}

/** Clockwise from the top left. */
export function hotspotOf({ left, top, width, height }: Rectangle): Hotspot {
  const right = rounded(left + width)
  const bottom = rounded(top + height)
  const [x, y] = [rounded(left), rounded(top)]
  return {
    points: [
      [x, y],
      [right, y],
      [right, bottom],
      [x, bottom],
    ],
  }
}

/** The smallest rectangle around a hotspot of any shape. */
export function boundsOf(hotspot: Hotspot): Rectangle {
  const xs = hotspot.points.map(([x]) => x)
  const ys = hotspot.points.map(([, y]) => y)
  const left = Math.min(...xs)
  const top = Math.min(...ys)
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top }
}

/** For the `points` of an SVG polygon with viewBox 0 0 1 1. */
export function svgPoints(hotspot: Hotspot): string {
  return hotspot.points.map(([x, y]) => `${x},${y}`).join(' ')
}

function inside(share: number): number {
  return Math.min(1, Math.max(0, share))
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
