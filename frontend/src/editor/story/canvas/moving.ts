/** How far scenes are moved: by dragging and by keys, on a grid unless told otherwise. Pure. */
import type { Document as StoryDocument, Position, SceneId } from '../../../story/model'

export const GRID = 8

/** Scenes on their way somewhere else, and how far they have come. */
export interface Moving {
  readonly scenes: ReadonlySet<SceneId>
  readonly by: Position
}

/** What a drag of one scene moves: all that is selected with it, or it alone. */
export function movedWith(scene: SceneId, selected: ReadonlySet<SceneId>): ReadonlySet<SceneId> {
  return selected.has(scene) ? selected : new Set([scene])
}

/** How far to move so that what lies at `from` comes to lie on the grid. */
export function snapped(from: Position, by: Position): Position {
  return { x: onGrid(from.x + by.x) - from.x, y: onGrid(from.y + by.y) - from.y }
}

/** Where the scenes come to lie; nothing where they have not moved. */
export function placesAfter({ scenes }: StoryDocument, { scenes: moved, by }: Moving): ReadonlyMap<SceneId, Position> {
  const places = new Map<SceneId, Position>()
  if (by.x === 0 && by.y === 0) return places
  for (const id of moved) {
    const scene = scenes.get(id)
    if (!scene) continue
    places.set(id, { x: Math.round(scene.position.x + by.x), y: Math.round(scene.position.y + by.y) })
  }
  return places
}

function onGrid(length: number): number {
  return Math.round(length / GRID) * GRID
}
