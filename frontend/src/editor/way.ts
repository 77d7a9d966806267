/** The line an option's way is drawn as, from its handle to the scene it leads to. Pure. */
import type { Position } from '../story/model'

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

/** A way that has to turn round, and the height at which it runs level. */
export interface WayBack {
  readonly line: string
  readonly lane: number
}

/** An SVG path that leaves `from` to the right and arrives at `to` from the left, with its arrowhead. */
export function wayBetween(from: Position, to: Position, source: Span, target: Span): string {
  const line = wayBack(from, to, source, target)?.line ?? ahead(from, to)
  return `${line} M${to.x - ARROW},${to.y - ARROW} L${to.x},${to.y} L${to.x - ARROW},${to.y + ARROW}`
}

/** The same without an arrowhead, for a target that does not lie ahead; null for one that does. */
export function wayBack(from: Position, to: Position, source: Span, target: Span): WayBack | null {
  if (to.x - from.x >= NEAREST_AHEAD) return null
  const lane = laneOf(from, to, source, target)
  return { line: around(from, to, lane), lane }
}

function ahead(from: Position, to: Position): string {
  const middle = (from.x + to.x) / 2
  return `M${from.x},${from.y} C${middle},${from.y} ${middle},${to.y} ${to.x},${to.y}`
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
