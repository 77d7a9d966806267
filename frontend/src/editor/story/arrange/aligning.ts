/** Lining scenes up, and spacing them evenly. Pure. */
import type { Edit } from '../../../story/edits'
import type { Position, Scene } from '../../../story/model'
import { sizeOf } from '../canvas/cardShape'
import { planMoves } from './moves'

export type Edge = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom'
export type Axis = 'across' | 'down'

/** Move the scenes so that this edge, or the middle, of all lies where it does of all of them together. */
export function planAlign(scenes: readonly Scene[], edge: Edge): readonly Edit[] {
  const axis = edge === 'left' || edge === 'centre' || edge === 'right' ? 'across' : 'down'
  const spans = scenes.map((scene) => spanOf(scene, axis))
  const from = Math.min(...spans.map((span) => span.from))
  const to = Math.max(...spans.map((span) => span.to))
  return planMoves(scenes, (scene) => {
    const { length } = spanOf(scene, axis)
    if (edge === 'left' || edge === 'top') return at(scene, axis, from)
    if (edge === 'right' || edge === 'bottom') return at(scene, axis, to - length)
    return at(scene, axis, (from + to - length) / 2)
  })
}

/** Move the scenes between the first and the last so that the gaps between all are alike. */
export function planDistribute(scenes: readonly Scene[], axis: Axis): readonly Edit[] {
  const ordered = scenes
    .map((scene) => ({ scene, span: spanOf(scene, axis) }))
    .sort((a, b) => a.span.from - b.span.from)
  const [first, last] = [ordered[0], ordered.at(-1)]
  if (!first || !last || ordered.length < 3) return []
  const filled = ordered.reduce((sum, { span }) => sum + span.length, 0)
  const gap = (last.span.to - first.span.from - filled) / (ordered.length - 1)
  const places = new Map<Scene, number>()
  let next = first.span.from
  for (const { scene, span } of ordered) {
    places.set(scene, next)
    next += span.length + gap
  }
  return planMoves(scenes, (scene) => at(scene, axis, places.get(scene) ?? 0))
}

function at({ position }: Scene, axis: Axis, place: number): Position {
  return axis === 'across' ? { ...position, x: place } : { ...position, y: place }
}

interface Span {
  readonly from: number
  readonly to: number
  readonly length: number
}

function spanOf(scene: Scene, axis: Axis): Span {
  const { width, height } = sizeOf(scene)
  const [from, length] = axis === 'across' ? [scene.position.x, width] : [scene.position.y, height]
  return { from, to: from + length, length }
}
