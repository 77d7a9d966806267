/** The document as it was: edits taken back from now, without asking the server. Pure. */
import { apply, type Edit } from '../../story/edits'
import type { Document as StoryDocument, Scene } from '../../story/model'

interface KeptEdit {
  readonly revision: number
  readonly edit: Edit
  readonly inverse: Edit
}

/** Some moment of a draft. */
export interface Moment {
  readonly revision: number
  readonly document: StoryDocument
}

/**
 * The document at a revision, from the document at another one and the edits between the two; `edits` are oldest first
 * and may hold more than these. Goes back by inverses and forward by edits.
 *
 * Takes time with the edits between, not with the scenes there are.
 */
export function documentAt({ revision, document }: Moment, edits: readonly KeptEdit[], wanted: number): StoryDocument {
  const between = edits.filter(
    (one) => one.revision > Math.min(revision, wanted) && one.revision <= Math.max(revision, wanted),
  )
  if (wanted >= revision)
    return applyAll(
      document,
      between.map(({ edit }) => edit),
    )
  return applyAll(
    document,
    between.toReversed().map(({ inverse }) => inverse),
  )
}

/** The document after all of the edits. Throws EditRefused where one does not fit. */
export function applyAll(document: StoryDocument, edits: readonly Edit[]): StoryDocument {
  // An edit of a scene needs that scene only; a copy of the whole Map for each would take a second a thousand.
  const scenes = new Map(document.scenes)
  let whole = document
  for (const edit of edits) {
    const scene = sceneOf(edit)
    if (scene === null) whole = apply(whole, edit)
    else {
      const held = scenes.get(scene)
      const after = apply({ ...whole, scenes: held ? new Map([[scene, held]]) : NONE }, edit).scenes.get(scene)
      if (after) scenes.set(scene, after)
      else scenes.delete(scene)
    }
  }
  return { ...whole, scenes }
}

const NONE: ReadonlyMap<string, Scene> = new Map()

/** The scene an edit is about; null for one that is about none. */
function sceneOf(edit: Edit): string | null {
  if (!('scene' in edit)) return null
  return typeof edit.scene === 'string' ? edit.scene : edit.scene.id
}
