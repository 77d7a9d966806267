/**
 * Lines along which what is dragged comes to lie with scenes near it. They are gathered once, as a drag begins, and then
 * only searched. Pure.
 */
import type { Scene } from '../../../story/model'
import { boxOf } from './cardShape'
import type { Box } from './view'

/** A line to be drawn: across at a height, or down at a place. */
export interface Guide {
  readonly axis: 'x' | 'y'
  readonly at: number
  readonly from: number
  readonly to: number
}

/** How far what is dragged must move to lie on a line; null along an axis on which none is near. */
export interface Pull {
  readonly x: number | null
  readonly y: number | null
  readonly guides: readonly Guide[]
}

/** Where a scene begins, has its middle and ends, along an axis, and from where to where it lies across it. */
type Span = readonly [begins: number, ends: number]
interface Line {
  readonly at: number
  readonly across: Span
}

const ALONG: Readonly<Record<Guide['axis'], (box: Box) => Span>> = {
  x: ({ left, right }) => [left, right],
  y: ({ top, bottom }) => [top, bottom],
}
/** The edge one reads from counts before the middle, and that before the other edge, where they are equally near. */
const PLACES: readonly ((span: Span) => number)[] = [([a]) => a, ([a, b]) => (a + b) / 2, ([, b]) => b]
/** Half a pixel apart is as good as together. */
const TOGETHER = 0.5

export class Guides {
  private readonly lines: Readonly<Record<Guide['axis'], readonly (readonly Line[])[]>>

  /** @param scenes those that stay where they are */
  constructor(scenes: readonly Scene[]) {
    const boxes = scenes.map(boxOf)
    this.lines = { x: linesOf(boxes, ALONG.x, ALONG.y), y: linesOf(boxes, ALONG.y, ALONG.x) }
  }

  /** The lines near what is dragged, which lies there now, no further than `reach`. */
  near(box: Box, reach: number): Pull {
    const [x, y] = [this.nearest('x', box, reach), this.nearest('y', box, reach)]
    const moved = {
      left: box.left + (x?.by ?? 0),
      right: box.right + (x?.by ?? 0),
      top: box.top + (y?.by ?? 0),
      bottom: box.bottom + (y?.by ?? 0),
    }
    const guides: Guide[] = []
    if (x) guides.push(guideTo('x', x.lines, ALONG.y(moved)))
    if (y) guides.push(guideTo('y', y.lines, ALONG.x(moved)))
    return { x: x?.by ?? null, y: y?.by ?? null, guides }
  }

  private nearest(axis: Guide['axis'], box: Box, reach: number): { by: number; lines: readonly Line[] } | null {
    let best: { by: number; lines: readonly Line[] } | null = null
    for (const [place, of] of PLACES.entries()) {
      const lines = this.lines[axis][place] ?? []
      const here = of(ALONG[axis](box))
      const found = closest(lines, here)
      if (found === null || Math.abs(found - here) > reach) continue
      if (best && Math.abs(best.by) <= Math.abs(found - here)) continue
      best = { by: found - here, lines: allAt(lines, found) }
    }
    return best
  }
}

function linesOf(boxes: readonly Box[], along: (box: Box) => Span, across: (box: Box) => Span): Line[][] {
  return PLACES.map((place) =>
    boxes.map((box) => ({ at: place(along(box)), across: across(box) })).sort((one, other) => one.at - other.at),
  )
}

/** The first of the lines, which are in order, that does not lie before a place. */
function firstFrom(lines: readonly Line[], at: number): number {
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.at ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

function closest(lines: readonly Line[], at: number): number | null {
  const index = firstFrom(lines, at)
  const [before, after] = [lines[index - 1]?.at, lines[index]?.at]
  if (before === undefined || after === undefined) return before ?? after ?? null
  return at - before < after - at ? before : after
}

function allAt(lines: readonly Line[], at: number): readonly Line[] {
  return lines.slice(firstFrom(lines, at - TOGETHER), firstFrom(lines, at + TOGETHER))
}

/** The guide from what is dragged to the nearest of those it lies with. */
function guideTo(axis: Guide['axis'], lines: readonly Line[], [begins, ends]: Span): Guide {
  const apart = ({ across: [from, to] }: Line) => Math.max(from - ends, begins - to)
  const nearest = lines.reduce((one, other) => (apart(other) < apart(one) ? other : one))
  const [from, to] = nearest.across
  return { axis, at: nearest.at, from: Math.min(from, begins), to: Math.max(to, ends) }
}
