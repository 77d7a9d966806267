/**
 * What the page says to the worker that checks the story. Pure.
 *
 * A story is sent whole once; afterwards only the scenes whose identity is another. Edits share the scenes they leave
 * alone, so this carries whatever changed the story: the creator's edits, a batch of others' or an undo.
 */
import type { AssetId, Document as StoryDocument, Scene, SceneId } from '../../../story/model'
import type { AssetState } from '../../../story/problem'

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
