/** Scenes on their way to other places. Pure. */
import type { Edit } from '../../../story/edits'
import type { Position, Scene } from '../../../story/model'

/** The moves that bring scenes to their places; of those that are there already, none. */
export function planMoves(scenes: readonly Scene[], placeOf: (scene: Scene) => Position): readonly Edit[] {
  return scenes.flatMap((scene): Edit[] => {
    const { x, y } = placeOf(scene)
    const position = { x: Math.round(x), y: Math.round(y) }
    if (position.x === scene.position.x && position.y === scene.position.y) return []
    return [{ type: 'scene.moved', scene: scene.id, position }]
  })
}
