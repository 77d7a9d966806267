/** The line an option's way is drawn as, from its handle to the scene it leads to. Pure. */
import { Position as Side, getBezierPath } from '@vue-flow/core'
import type { Position } from '../../../story/model'

/** How far down a card reaches, in canvas units. */
export interface Span {
  readonly top: number
  readonly bottom: number
}

/** A target less far to the right than this cannot be reached without turning round. */
const NEAREST_AHEAD = 16
/** How far a way that turns round keeps from the cards it goes past; more above, where the start flies its pennant. */
const CLEAR_BELOW = 28
const CLEAR_ABOVE = 44
const ARROW = 6

/** An SVG path that leaves `from` to the right and arrives at `to` from the left, with its arrowhead. */
export function wayBetween(from: Position, to: Position, source: Span, target: Span): string {
  const line = to.x - from.x >= NEAREST_AHEAD ? ahead(from, to) : around(from, to, laneOf(from, to, source, target))
  return `${line} M${to.x - ARROW},${to.y - ARROW} L${to.x},${to.y} L${to.x - ARROW},${to.y + ARROW}`
}

function ahead(from: Position, to: Position): string {
  const ends = { sourceX: from.x, sourceY: from.y, targetX: to.x, targetY: to.y }
  return getBezierPath({ ...ends, sourcePosition: Side.Right, targetPosition: Side.Left })[0]
}

/** Out to the right, back along a horizontal lane, in from the left. */
function around(from: Position, to: Position, lane: number): string {
  const out = from.x + bulge(lane - from.y)
  const into = to.x - bulge(lane - to.y)
  return (
    `M${from.x},${from.y} C${out},${from.y} ${out},${lane} ${from.x},${lane} ` +
    `L${to.x},${lane} C${into},${lane} ${into},${to.y} ${to.x},${to.y}`
  )
}

function bulge(height: number): number {
  return 32 + Math.min(64, Math.abs(height) * 0.3)
}

/** Between the two cards where there is room, else past both of them the shorter way. */
function laneOf(from: Position, to: Position, source: Span, target: Span): number {
  const [upper, lower] = source.top <= target.top ? [source, target] : [target, source]
  if (lower.top - upper.bottom >= CLEAR_BELOW + CLEAR_ABOVE) return upper.bottom + CLEAR_BELOW
  const below = Math.max(source.bottom, target.bottom) + CLEAR_BELOW
  const above = Math.min(source.top, target.top) - CLEAR_ABOVE
  const far = (lane: number): number => Math.abs(lane - from.y) + Math.abs(lane - to.y)
  return far(below) <= far(above) ? below : above
}
