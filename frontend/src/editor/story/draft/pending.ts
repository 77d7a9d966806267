/**
 * What the editor knows of a draft, and how that knowledge changes: pure, no I/O.
 *
 * `confirmed` is the document as the server has it at `revision`; `document` is what the creator sees,
 * `confirmed` with the edits in `pending` on top. An edit leaves `pending` only when the server has answered it.
 */
import {
  EditRefused,
  apply,
  applyAll,
  existencesAbove,
  isBeneath,
  keys,
  together,
  type Edit,
  type SentEdit,
} from '../../../story/edits'
import type { Document as StoryDocument } from '../../../story/model'

export interface RecordedEdit {
  readonly id: string
  readonly revision: number
  readonly edit: Edit
}

export interface AcceptedEdit {
  readonly id: string
  readonly revision: number
}

export interface ConflictAnswer {
  readonly id: string
  /** What both changed; null where the edit does not fit the story as it is now. */
  readonly key: string | null
  /** Why, in a sentence. */
  readonly detail: string
  readonly theirs: Edit | null
}

export interface SendAnswer {
  readonly revision: number
  readonly accepted: readonly AcceptedEdit[]
  readonly conflicts: readonly ConflictAnswer[]
}

/** An edit the server did not take, kept until the creator has chosen. */
export interface Unsettled {
  readonly sent: SentEdit
  readonly theirs: Edit | null
  /** Why, where the server refused the edit itself and nobody else's change stands against it. */
  readonly refusal: string | null
}

export interface DraftState {
  readonly revision: number
  readonly confirmed: StoryDocument
  readonly document: StoryDocument
  readonly pending: readonly SentEdit[]
  readonly unsettled: readonly Unsettled[]
}

export function begun(
  confirmed: StoryDocument,
  revision: number,
  pending: readonly SentEdit[],
  unsettled: readonly Unsettled[],
): DraftState {
  return { revision, confirmed, document: overlaid(confirmed, pending), pending, unsettled }
}

/** Which action an edit is part of, and which one that takes back. */
export type PartOf = Pick<SentEdit, 'action' | 'undoes'>

/**
 * The revision that a new edit knows of: the newest, unless it goes on with a pending one that does not know all of it.
 * What is shown then, and what the creator goes by, is still that one.
 */
export function baseFor({ pending, revision }: DraftState, edit: Edit): number {
  return Math.min(revision, ...pending.filter((each) => bearsOn([each.edit], edit)).map((each) => each.base))
}

/** Put new edits of this creator on top. Raises EditRefused where the document does not allow one of them. */
export function edited(state: DraftState, sent: readonly SentEdit[]): DraftState {
  const document = applyAll(
    state.document,
    sent.map(({ edit }) => edit),
  )
  return { ...state, document, pending: [...state.pending, ...sent] }
}

/**
 * Take in edits the server has recorded, oldest first, this creator's own among them.
 *
 * An own edit still pending rises to the newest revision unless somebody else changed one of its keys: then it
 * keeps its base, so that the server can see and answer the conflict. So does one whose base is older than all that is
 * read here: what came in between stood against it, or is not known.
 */
export function recorded(state: DraftState, edits: readonly RecordedEdit[], revision: number): DraftState {
  const fresh = edits.filter((each) => each.revision > state.revision)
  const newest = Math.max(state.revision, revision)
  const own = new Set(state.pending.map((each) => each.id))
  const foreign = edits.filter((each) => !own.has(each.id))
  const answered = new Set(edits.map((each) => each.id))
  const readFrom = Math.min(state.revision, (edits[0]?.revision ?? Infinity) - 1)
  const pending = state.pending
    .filter((each) => !answered.has(each.id))
    .map((each) => (each.base < readFrom || changedBeneath(each, foreign) ? each : { ...each, base: newest }))
  const confirmed = overlaid(state.confirmed, fresh)
  const onlyOwnFirst = fresh.every((each, index) => state.pending[index]?.id === each.id)
  const document = onlyOwnFirst ? state.document : overlaid(confirmed, pending)
  return { ...state, revision: newest, confirmed, document, pending }
}

export interface Answered {
  readonly state: DraftState
  /** Others' edits lie between what was known and what was answered: read them before going on. */
  readonly behind: boolean
}

/** Take in the server's answer to a batch. */
export function answered(state: DraftState, answer: SendAnswer): Answered {
  const settled = conflicting(state, answer.conflicts)
  const byId = new Map(settled.pending.map((each) => [each.id, each]))
  const old = answer.accepted.filter((each) => each.revision <= settled.revision)
  const known = dropped(settled, new Set(old.map((each) => each.id)))
  const fresh = answer.accepted.filter((each) => each.revision > settled.revision)
  const follows = fresh.every((each, index) => each.revision === settled.revision + index + 1)
  if (!follows || answer.revision !== settled.revision + fresh.length) return { state: known, behind: true }
  const edits = fresh.flatMap((each) => {
    const sent = byId.get(each.id)
    return sent ? [{ id: each.id, revision: each.revision, edit: sent.edit }] : []
  })
  return { state: recorded(known, edits, answer.revision), behind: false }
}

/** Set aside a pending edit that the server refuses whatever the base. */
export function refused(state: DraftState, id: string, sentence: string): DraftState {
  const sent = state.pending.find((each) => each.id === id)
  if (!sent) return state
  const unsettled: Unsettled = { sent, theirs: null, refusal: sentence }
  return withoutPending({ ...state, unsettled: [...state.unsettled, unsettled] }, new Set([id]))
}

/** Forget an unsettled edit: the creator kept what the server has. */
export function settled(state: DraftState, id: string): DraftState {
  return { ...state, unsettled: state.unsettled.filter((each) => each.sent.id !== id) }
}

function conflicting(state: DraftState, conflicts: readonly ConflictAnswer[]): DraftState {
  if (conflicts.length === 0) return state
  const unsettled = conflicts.flatMap((conflict): Unsettled[] => {
    const sent = state.pending.find((each) => each.id === conflict.id)
    if (!sent) return []
    return [{ sent, theirs: conflict.theirs, refusal: conflict.key === null ? conflict.detail : null }]
  })
  const ids = new Set(conflicts.map((conflict) => conflict.id))
  return withoutPending({ ...state, unsettled: latest([...state.unsettled, ...unsettled]) }, ids)
}

/** Of several versions of one field, which typing makes, the creator chooses about the last. */
function latest(unsettled: readonly Unsettled[]): readonly Unsettled[] {
  return unsettled.filter(
    ({ sent }, index) => !unsettled.slice(index + 1).some((later) => isLater(later.sent.edit, sent.edit)),
  )
}

function withoutPending(state: DraftState, ids: ReadonlySet<string>): DraftState {
  const pending = state.pending.filter((each) => !ids.has(each.id))
  return { ...state, pending, document: overlaid(state.confirmed, pending) }
}

/** Forget pending edits whose effect is in `confirmed` already (a resend, answered as accepted). */
function dropped(state: DraftState, ids: ReadonlySet<string>): DraftState {
  return ids.size === 0 ? state : withoutPending(state, ids)
}

function overlaid(confirmed: StoryDocument, edits: readonly { readonly edit: Edit }[]): StoryDocument {
  return together(() => edits.reduce((document, { edit }) => appliedIfPossible(document, edit), confirmed))
}

/** A pending edit may no longer fit (its scene was removed elsewhere): the server will answer it as a conflict. */
function appliedIfPossible(document: StoryDocument, edit: Edit): StoryDocument {
  return appliedTo(document, edit) ?? document
}

/** Whether the edit has a place in the document: what it changes may have been removed. */
export function fits(document: StoryDocument, edit: Edit): boolean {
  return appliedTo(document, edit) !== null
}

function appliedTo(document: StoryDocument, edit: Edit): StoryDocument | null {
  try {
    return apply(document, edit)
  } catch (error) {
    if (error instanceof EditRefused) return null
    throw error
  }
}

function changedBeneath(sent: SentEdit, foreign: readonly RecordedEdit[]): boolean {
  return bearsOn(
    foreign.filter((other) => other.revision > sent.base).map((other) => other.edit),
    sent.edit,
  )
}

/** Whether one of these edits changes what `edit` changes or removes, or the existence of what it stands in. */
export function bearsOn(theirs: readonly Edit[], edit: Edit): boolean {
  return bearing(theirs)(edit)
}

/** The same, to be asked about many. */
export function bearing(theirs: readonly Edit[]): (edit: Edit) => boolean {
  const changed = new Set(theirs.flatMap(keys))
  return (edit) =>
    [...existencesAbove(edit), ...keys(edit)].some((key) => changed.has(key)) ||
    [...changed].some((key) => isBeneath(key, edit))
}

/** Whether both change the same and nothing else, so that the later one holds all there is to the earlier. */
function isLater(later: Edit, earlier: Edit): boolean {
  return later.type === earlier.type && keys(later).length > 0 && keys(later).join() === keys(earlier).join()
}
