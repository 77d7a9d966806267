/**
 * Drawing a hotspot: what is there of it, and what comes of the next corner. The mouse and the keys do the same things
 * to it: go somewhere, put a corner, close. Pure.
 */
import { MAX_POINTS, type Hotspot, type Point } from '../../../story/model'
import { inside, polygonOf, rectangleBetween } from './hotspot'

export type Tool = 'rectangle' | 'polygon'

export interface Drawing {
  readonly tool: Tool
  /** The corners put so far. */
  readonly corners: readonly Point[]
  /** Where the pointer is, or what the arrow keys move. */
  readonly cursor: Point
}

/** What became of a step: still being drawn, or done. */
export type Drawn = { readonly drawing: Drawing } | { readonly hotspot: Hotspot }

/** So near to the first corner, in shares of the picture, a corner closes the shape; so near to the last it is none. */
const NEAR = 0.025
const SAME = 0.006

export function beginDrawing(tool: Tool): Drawing {
  return { tool, corners: [], cursor: [0.5, 0.5] }
}

export function goTo(drawing: Drawing, at: Point): Drawing {
  return { ...drawing, cursor: inside(at) }
}

/** Put a corner where the cursor is. A rectangle is done with its second, a polygon where it comes back to its first. */
export function putCorner(drawing: Drawing): Drawn {
  const { tool, corners, cursor } = drawing
  const [first] = corners
  if (tool === 'rectangle') {
    const hotspot = first ? rectangleBetween(first, cursor) : null
    return hotspot ? { hotspot } : { drawing: { ...drawing, corners: [first ?? cursor] } }
  }
  if (closesAt(drawing, cursor)) return close(drawing)
  const last = corners.at(-1)
  if ((last && distance(last, cursor) < SAME) || corners.length >= MAX_POINTS) return { drawing }
  return { drawing: { ...drawing, corners: [...corners, cursor] } }
}

/** Close the shape with the corners it has; nothing happens while they do not make one. */
export function close(drawing: Drawing): Drawn {
  if (drawing.tool === 'rectangle') return putCorner(drawing)
  const hotspot = polygonOf(drawing.corners)
  return hotspot ? { hotspot } : { drawing }
}

/** Whether a corner there would close the polygon. */
export function closesAt({ tool, corners: [first, ...more] }: Drawing, at: Point): boolean {
  return tool === 'polygon' && first !== undefined && more.length >= 2 && distance(first, at) < NEAR
}

/** Take the last corner back. */
export function takeBack(drawing: Drawing): Drawing {
  return { ...drawing, corners: drawing.corners.slice(0, -1) }
}

/** What there is to see: the rectangle as it would be, or the polygon's line up to the cursor. */
export function outlineOf({ tool, corners, cursor }: Drawing): readonly Point[] {
  const [first] = corners
  if (!first) return []
  if (tool === 'polygon') return [...corners, cursor]
  return [first, [cursor[0], first[1]], cursor, [first[0], cursor[1]]]
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1])
}
