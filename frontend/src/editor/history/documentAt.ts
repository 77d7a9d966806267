/** The document as it was: edits taken back from now, without asking the server. Pure. */
import { applyAll, type Edit } from '../../story/edits'
import type { Document as StoryDocument } from '../../story/model'

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
