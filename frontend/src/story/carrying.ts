/**
 * Carrying a reader's run over to a newer version of their story.
 *
 * The same as `chalicelib/stories/carrying.py`; `tests/vectors/carrying.json` holds the two together. A scene is carried
 * to the scene of its id. Where that is wrong or there is none, the creator says of each version where the scenes of the
 * version before it have gone: these moves are followed one version after the other, and only then the newest version
 * has to have the scene. So what one version lost and a later one has again was never lost.
 */
import type { Document, SceneId, Value, VariableName } from './model'
import { startRun, type Context, type Run, type VisitedScenes } from './rules'

/** What a creator says of one version: a scene of the version before, and the scene it has become; null is none. */
export type Moves = ReadonlyMap<SceneId, SceneId | null>

/** How readers get from one version to the next. */
export interface MigrationMap {
  /** Every scene of the older version, and the scene of the newer one that it is now; null where it is gone. */
  readonly scenes: ReadonlyMap<SceneId, SceneId | null>
  /** The variables that keep what they hold; the newer version's others begin anew. */
  readonly variables: ReadonlySet<VariableName>
}

/** The reader goes on in `run`, whose trail begins anew, or the scene they stood in is gone: they begin at the start. */
export type Carrying = { readonly run: Run } | { readonly gone: SceneId }

/** Where the newer version begins, and what its variables hold then. */
export interface Begins {
  readonly start: SceneId
  readonly initial: Context
}

/** The map by ids: a scene stays the one of its id, a variable the one of its name and type. */
export function proposeMap(old: Document, now: Document): MigrationMap {
  const scenes = [...old.scenes.keys()].map((id) => [id, now.scenes.has(id) ? id : null] as const)
  const kept = [...now.variables].filter(([name, { type }]) => old.variables.get(name)?.type === type)
  return { scenes: new Map(scenes), variables: new Set(kept.map(([name]) => name)) }
}

/** The map with what its creator says instead. */
export function withMoves(proposed: MigrationMap, moves: Moves): MigrationMap {
  return { ...proposed, scenes: new Map([...proposed.scenes, ...moves]) }
}

/** The scene a scene has become after all the moves, oldest first; null where a move says that it is gone. */
export function follow(id: SceneId, moves: readonly Moves[]): SceneId | null {
  let at = id
  for (const move of moves) {
    const moved = move.get(at)
    if (moved === null) return null
    at = moved ?? at
  }
  return at
}

/**
 * The run in the newer version, or that its scene is gone. The run given is left as it is.
 *
 * `moves` are those of every version after the run's own up to the newer one, oldest first; `scenes` those of the newer
 * version. A variable of the same name and type keeps its value; what was visited and is still there stays visited, and
 * so is the start, which no reader of that version has not seen.
 */
export function carry(run: Run, moves: readonly Moves[], scenes: VisitedScenes, { start, initial }: Begins): Carrying {
  const scene = follow(run.scene, moves)
  if (scene === null || !scenes.has(scene)) return { gone: run.scene }
  const context = Object.entries(initial).map(([name, value]) => [name, kept(run.context, name, value)] as const)
  const carried = startRun(scene, Object.fromEntries(context))
  carried.visited.add(start)
  for (const visited of run.visited) {
    const there = follow(visited, moves)
    if (there !== null && scenes.has(there)) carried.visited.add(there)
  }
  return { run: carried }
}

function kept(context: Context, name: VariableName, initial: Value): Value {
  const held = Object.hasOwn(context, name) ? context[name] : undefined
  return held === undefined || typeof held !== typeof initial ? initial : held
}
