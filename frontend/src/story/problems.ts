/**
 * Validation: what keeps a story from being published, and what its creator may have overlooked.
 *
 * These are the structural rules: they read the graph without asking what conditions allow. A `Checker` keeps what it
 * found and finds anew, after a change, only what the change can touch. `chalicelib/stories/problems.py` finds the same,
 * sentence by sentence; `tests/vectors/problems.json` holds the two together.
 */
import type { AssetId, Document, SceneId, Variable, VariableName } from './model'
import { error, warning, type AssetState, type Problem, type StructuralCode } from './problem'
import { difference, MAX_PATHS, Reach } from './reach'
import { references, targetsOf } from './references'
import { coverProblems, ownProblems, wayProblems, type Around } from './sceneProblems'

export { STRUCTURAL_CODES, type AssetState, type Problem, type Severity } from './problem'

type Assets = ReadonlyMap<AssetId, AssetState>

/**
 * Everything wrong with the document: the story first, then its scenes, then its variables, each by id.
 *
 * `assets` are the story's own. Only the first `MAX_PATHS` problems that could carry a path do, which bounds the time.
 */
export function findProblems(document: Document, assets: Assets): Problem[] {
  return new Checker(document, assets).problems()
}

/**
 * The problems of a story that changes: what `findProblems` finds, at the price of what changed.
 *
 * Documents share the scenes that no edit touched (see `edits.ts`), so a glance at the identity of every scene tells
 * what changed, whatever brought it about; a scene that is equal and not the same is merely checked again. A scene's
 * own problems are found anew when it changed or what it refers to did, those of its place in the graph when ways to it
 * or from it came or went.
 */
export class Checker {
  #document: Document
  #assets: Assets = new Map()
  readonly #reach = new Reach()
  readonly #references = new Map<SceneId, ReadonlySet<string>>()
  readonly #referring = new Map<string, Set<SceneId>>()
  readonly #way = new Map<SceneId, readonly Problem[]>()
  readonly #own = new Map<SceneId, readonly Problem[]>()
  readonly #faulty: SceneId[] = []
  readonly #stuck: SceneId[] = []

  constructor(document: Document, assets: Assets) {
    this.#document = { ...document, scenes: new Map(), variables: new Map(), start: null }
    this.recheck(document, assets)
  }

  /** Take notice of what the story is now, and of its pictures where they are given. */
  recheck(document: Document, assets: Assets = this.#assets): void {
    const [before, pictures] = [this.#document, this.#assets]
    this.#document = document
    this.#assets = assets
    const changed = differing(before.scenes, document.scenes)
    const existing = changed.filter((scene) => before.scenes.has(scene) !== document.scenes.has(scene))
    const begun = hasStart(before) !== hasStart(document)
    const stale = new Set(changed)
    for (const scene of existing) for (const one of this.#reach.leadingTo(scene)) stale.add(one)
    const names = [...this.#refer(changed), ...this.#redefined(before.variables)]
    const { reached, ways } = this.#connect(changed)
    const keys = [
      ...differing(pictures, assets).map((asset) => `asset:${asset}`),
      ...names.flatMap((name) => [`read:${name}`, `set:${name}`]),
      ...[...reached, ...existing].map((scene) => `visit:${scene}`),
      ...(begun || before.start !== document.start ? this.#visits() : []),
    ]
    for (const key of keys) for (const scene of this.#referring.get(key) ?? []) stale.add(scene)
    this.#check(stale, new Set([...ways, ...changed, ...(begun ? document.scenes.keys() : [])]))
  }

  /** Everything wrong with the story as it is now: the same as `findProblems` gives. */
  problems(): Problem[] {
    const problems = [...this.#startProblems(), ...coverProblems(this.#document.theme.cover, this.#assets)]
    const stuck = new Set(this.#stuck.slice(0, MAX_PATHS))
    for (const scene of this.#faulty) {
      for (const problem of stuck.has(scene) ? this.#withPath(scene) : (this.#way.get(scene) ?? []))
        problems.push(problem)
      for (const problem of this.#own.get(scene) ?? []) problems.push(problem)
    }
    problems.push(...this.#variableProblems())
    return problems
  }

  /** Note what the scenes refer to now; returns the variables that options change now or did before, not both. */
  #refer(changed: readonly SceneId[]): VariableName[] {
    const flipped: VariableName[] = []
    for (const id of changed) {
      const scene = this.#document.scenes.get(id)
      const now = scene ? references(scene) : new Set<string>()
      for (const key of difference(this.#references.get(id) ?? new Set<string>(), now)) {
        const referring = this.#referring.get(key) ?? new Set()
        const used = referring.size > 0
        this.#referring.set(key, referring)
        if (now.has(key)) referring.add(id)
        else referring.delete(id)
        if (key.startsWith('set:') && used !== referring.size > 0) flipped.push(key.slice('set:'.length))
      }
      if (scene) this.#references.set(id, now)
      else this.#references.delete(id)
    }
    return flipped
  }

  /** The variables that came, went, or are of another type; where no option changes them, of another value too. */
  #redefined(before: ReadonlyMap<VariableName, Variable>): VariableName[] {
    const after = this.#document.variables
    return differing(before, after).filter((name) => {
      const [was, now] = [before.get(name), after.get(name)]
      if (was?.type !== now?.type) return true
      return was?.initial !== now?.initial && !this.#isChanged(name)
    })
  }

  /** Let the graph know of the scenes as they are now; returns what `Reach.change` does. */
  #connect(changed: readonly SceneId[]): ReturnType<Reach['change']> {
    const { scenes, start } = this.#document
    const now = changed.map((id) => [id, scenes.get(id)] as const)
    return this.#reach.change(
      new Map(now.map(([id, scene]) => [id, scene ? targetsOf(scene) : new Set()])),
      new Map(now.map(([id, scene]) => [id, scene !== undefined && scene.data.ending !== null])),
      hasStart(this.#document) ? start : null,
    )
  }

  /** Find these scenes' own problems anew, and those of these scenes' places in the graph. */
  #check(stale: ReadonlySet<SceneId>, ways: ReadonlySet<SceneId>): void {
    const { scenes } = this.#document
    const began = hasStart(this.#document)
    const around: Around = {
      document: this.#document,
      assets: this.#assets,
      isChanged: (name) => this.#isChanged(name),
      isReached: (scene) => this.#reach.isReached(scene),
    }
    for (const id of stale) {
      const scene = scenes.get(id)
      keep(this.#own, id, scene ? ownProblems(scene, around) : [])
    }
    for (const id of ways) {
      const scene = scenes.get(id)
      const place = { reached: !began || this.#reach.isReached(id), trap: this.#reach.isTrap(id) }
      const found = scene ? wayProblems(scene, place) : []
      keep(this.#way, id, found)
      list(this.#stuck, id, found.some(isStuck))
    }
    for (const id of new Set([...stale, ...ways])) list(this.#faulty, id, this.#own.has(id) || this.#way.has(id))
  }

  #isChanged(name: VariableName): boolean {
    return this.#isReferredTo(`set:${name}`)
  }

  #isReferredTo(key: string): boolean {
    return (this.#referring.get(key)?.size ?? 0) > 0
  }

  #visits(): string[] {
    return [...this.#referring.keys()].filter((key) => key.startsWith('visit:'))
  }

  #withPath(scene: SceneId): Problem[] {
    return (this.#way.get(scene) ?? []).map((problem) =>
      isStuck(problem) ? { ...problem, path: this.#reach.pathTo(scene) } : problem,
    )
  }

  #startProblems(): Problem[] {
    const { start, scenes } = this.#document
    if (start === null) return [error('no-start', 'The story has no start: choose the scene it begins with.')]
    if (!scenes.has(start)) return [error('no-start', 'The scene the story began with is gone: choose another start.')]
    if (this.#reach.isSaved(start)) return []
    const sentence = 'No ending can be reached from the start: mark a scene as an ending and lead an option there.'
    return [error('no-ending-reachable', sentence)]
  }

  #variableProblems(): Problem[] {
    return [...this.#document.variables.keys()].sort().flatMap((name) => {
      const [read, changed] = [this.#isReferredTo(`read:${name}`), this.#isChanged(name)]
      const told = (code: StructuralCode, sentence: string) => [warning(code, sentence, undefined, undefined, name)]
      if (!read && !changed) {
        const remedy = 'let an option change it and a condition or a text read it, or delete it.'
        return told('variable-unused', `Nothing uses “${name}”: ${remedy}`)
      }
      if (!read)
        return told('variable-never-read', `Nothing reads “${name}”: use it in a condition or a text, or delete it.`)
      if (!changed) return told('variable-never-set', `No option changes “${name}”: let one change it, or delete it.`)
      return []
    })
  }
}

function hasStart({ start, scenes }: Document): boolean {
  return start !== null && scenes.has(start)
}

function isStuck({ code }: Problem): boolean {
  return code === 'dead-end' || code === 'cannot-reach-ending'
}

/** The keys that hold not the very same in both, or are in one of them alone. */
function differing<V>(before: ReadonlyMap<string, V>, after: ReadonlyMap<string, V>): string[] {
  if (before === after) return []
  const keys: string[] = []
  for (const [key, value] of after) if (before.get(key) !== value) keys.push(key)
  for (const key of before.keys()) if (!after.has(key)) keys.push(key)
  return keys
}

function keep(kept: Map<SceneId, readonly Problem[]>, scene: SceneId, found: readonly Problem[]): void {
  if (found.length > 0) kept.set(scene, found)
  else kept.delete(scene)
}

/** Have the scene in the ordered list, or not. */
function list(ordered: SceneId[], scene: SceneId, listed: boolean): void {
  let [at, end] = [0, ordered.length]
  while (at < end) {
    const middle = (at + end) >> 1
    if ((ordered[middle] as string) < scene) at = middle + 1
    else end = middle
  }
  if ((ordered[at] === scene) === listed) return
  ordered.splice(at, listed ? 0 : 1, ...(listed ? [scene] : []))
}
