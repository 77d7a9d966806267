/** What a layout is made of: cards with their sizes, and what leads where. Pure. */
import type { Document as StoryDocument, Position, SceneId } from '../../../story/model'
import { sizeOf } from '../canvas/cardShape'

export interface GraphNode {
  readonly id: SceneId
  readonly width: number
  readonly height: number
}

/** The start comes first, then the scenes as they lie: from left to right, from top to bottom. */
export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly links: readonly (readonly [from: SceneId, to: SceneId])[]
}

/** Where each card's top left corner goes. */
export type Arranged = ReadonlyMap<SceneId, Position>

/** The graph of these scenes alone; a scene that leads to another by several options is linked with it once. */
export function graphOf(document: StoryDocument, ids: Iterable<SceneId>): Graph {
  const scenes = [...ids].flatMap((id) => document.scenes.get(id) ?? [])
  scenes.sort((a, b) => a.position.x - b.position.x || a.position.y - b.position.y)
  const start = scenes.findIndex(({ id }) => id === document.start)
  if (start > 0) scenes.unshift(...scenes.splice(start, 1))
  const inside = new Set(scenes.map(({ id }) => id))
  const links = scenes.flatMap(({ id, data }) =>
    [...new Set(data.options.map(({ target }) => target))].flatMap((target): [SceneId, SceneId][] =>
      target !== null && target !== id && inside.has(target) ? [[id, target]] : [],
    ),
  )
  return { nodes: scenes.map((scene) => ({ id: scene.id, ...sizeOf(scene) })), links }
}
