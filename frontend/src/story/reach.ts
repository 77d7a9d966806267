/** Where readers can get in a story's graph, conditions left aside: two breadth-first searches. */
import type { Document, Scene, SceneId } from './model'

/** How many shortest paths a list of problems carries: each may be as long as the story. */
export const MAX_PATHS = 100

/** What the searches found. */
export interface Reach {
  /** Each scene reached from the start, and the one before it on a shortest way; the start has null. */
  readonly cameFrom: ReadonlyMap<SceneId, SceneId | null>
  /** The scenes some way leads from to an ending, endings included. */
  readonly saved: ReadonlyMap<SceneId, unknown>
  /** Reached scenes no way leads from to an ending, where the shortest way there passes none before them. */
  readonly traps: ReadonlySet<SceneId>
}

type Edges = ReadonlyMap<SceneId, readonly SceneId[]>

/** Search the document's graph forwards from its start and backwards from its endings. */
export function explore({ scenes, start }: Document): Reach {
  const targets = new Map([...scenes].map(([id, scene]) => [id, targetsOf(scene, scenes)]))
  const endings = [...scenes.values()].filter(({ data }) => data.ending !== null).map(({ id }) => id)
  const cameFrom = search(start !== null && scenes.has(start) ? [start] : [], targets)
  const saved = search(endings, reversed(targets))
  const traps = [...cameFrom].filter(([id, before]) => !saved.has(id) && before !== null && saved.has(before))
  return { cameFrom, saved, traps: new Set(traps.map(([id]) => id)) }
}

/** The shortest way from the start to a reached scene, both included. */
export function pathTo(reach: Reach, scene: SceneId): readonly SceneId[] {
  const path: SceneId[] = []
  for (let id: SceneId | null = scene; id !== null; id = reach.cameFrom.get(id) ?? null) path.push(id)
  return path.reverse()
}

function targetsOf(scene: Scene, scenes: ReadonlyMap<SceneId, Scene>): readonly SceneId[] {
  if (scene.data.ending !== null) return []
  return scene.data.options.flatMap(({ target }) => (target !== null && scenes.has(target) ? [target] : []))
}

function reversed(targets: Edges): Edges {
  const sources = new Map<SceneId, SceneId[]>([...targets.keys()].map((id) => [id, []]))
  for (const [id, reached] of targets) for (const target of reached) sources.get(target)?.push(id)
  return sources
}

/** Every scene reached, breadth first, and the one it was first reached from. */
function search(starts: readonly SceneId[], edges: Edges): ReadonlyMap<SceneId, SceneId | null> {
  const cameFrom = new Map<SceneId, SceneId | null>(starts.map((id) => [id, null]))
  // A Map's iterator goes on to what is added while it runs, so the Map is its own queue.
  for (const id of cameFrom.keys())
    for (const reached of edges.get(id) ?? []) if (!cameFrom.has(reached)) cameFrom.set(reached, id)
  return cameFrom
}
