/**
 * What the page and the worker that checks the story say to each other, and what the worker does with it. Pure.
 *
 * A story is sent whole once; afterwards only the scenes whose identity is another. Edits share the scenes they leave
 * alone, so this carries whatever changed the story: the creator's edits, a batch of others' or an undo.
 */
import type { AssetId, Document as StoryDocument, Scene, SceneId } from '../../../story/model'
import { Checker, type AssetState, type Problem } from '../../../story/problems'

export type AssetStates = ReadonlyMap<AssetId, AssetState>

/** What is to be checked. */
export interface Subject {
  readonly document: StoryDocument
  readonly assets: AssetStates
}

/** From the page: what is another than in the question before; the whole where `first`. */
export interface Question {
  readonly first: boolean
  /** The document without its scenes, and without the groups, which nothing is wrong with. */
  readonly frame: StoryDocument
  readonly scenes: readonly Scene[]
  readonly gone: readonly SceneId[]
  readonly assets: AssetStates
}

/** The question that makes a worker know `now`, when it knows `known` already, or nothing. */
export function questionOf(known: Subject | null, now: Subject): Question {
  const [before, after] = [known?.document.scenes, now.document.scenes]
  return {
    first: known === null,
    frame: { ...now.document, scenes: new Map(), groups: new Map() },
    scenes: [...after.values()].filter((scene) => before?.get(scene.id) !== scene),
    gone: before ? [...before.keys()].filter((id) => !after.has(id)) : [],
    assets: now.assets,
  }
}

/** The worker's side: holds the story from question to question. */
export class CheckDesk {
  #checker: Checker | null = null
  #scenes: ReadonlyMap<SceneId, Scene> = new Map()

  /** Everything wrong with the story, as `findProblems` finds it. */
  answer({ first, frame, scenes, gone, assets }: Question): readonly Problem[] {
    if (first) {
      this.#checker = null
      this.#scenes = new Map()
    }
    const held = new Map(this.#scenes)
    for (const id of gone) held.delete(id)
    for (const scene of scenes) held.set(scene.id, scene)
    this.#scenes = held
    const document = { ...frame, scenes: held }
    if (this.#checker) this.#checker.recheck(document, assets)
    else this.#checker = new Checker(document, assets)
    return this.#checker.problems()
  }
}
