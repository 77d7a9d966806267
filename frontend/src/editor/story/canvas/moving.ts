/** How far scenes are moved: by dragging and by keys, on a grid unless told otherwise. Pure. */
import type { Document as StoryDocument, Group, GroupId, Position, SceneId, Size } from '../../../story/model'
import type { Guide } from './guides'

export const GRID = 8
const LEAST: Size = { width: 160, height: 96 }

/** What a hand or a key takes hold of. */
export interface Grabbed {
  /** What comes to lie on the grid. */
  readonly at: Position
  readonly scenes: ReadonlySet<SceneId>
  /** The group that takes its scenes along. */
  readonly group: GroupId | null
}

/** How far something is moved, and along which lines it then lies. */
export interface Landing {
  readonly by: Position
  readonly guides: readonly Guide[]
}

/** Scenes, and perhaps a group, on their way somewhere else, and how far they have come. */
export interface Moving extends Landing {
  readonly scenes: ReadonlySet<SceneId>
  readonly group: GroupId | null
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
export function placesAfter(
  { scenes }: StoryDocument,
  { scenes: moved, by }: Omit<Moving, 'guides'>,
): ReadonlyMap<SceneId, Position> {
  const places = new Map<SceneId, Position>()
  if (by.x === 0 && by.y === 0) return places
  for (const id of moved) {
    const scene = scenes.get(id)
    if (!scene) continue
    places.set(id, { x: Math.round(scene.position.x + by.x), y: Math.round(scene.position.y + by.y) })
  }
  return places
}

/** Where the group comes to lie; null where none moved. */
export function groupAfter(
  { groups }: StoryDocument,
  { group: moved, by }: Omit<Moving, 'guides'>,
): Pick<Group, 'id' | 'position'> | null {
  const group = moved === null ? undefined : groups.get(moved)
  if (!group || (by.x === 0 && by.y === 0)) return null
  const position = { x: Math.round(group.position.x + by.x), y: Math.round(group.position.y + by.y) }
  return { id: group.id, position }
}

/** A group's size after its corner was moved: on the grid, and never too small to take hold of. */
export function resized({ width, height }: Size, by: Position): Size {
  return { width: Math.max(LEAST.width, onGrid(width + by.x)), height: Math.max(LEAST.height, onGrid(height + by.y)) }
}

export function onGrid(length: number): number {
  return Math.round(length / GRID) * GRID
}
