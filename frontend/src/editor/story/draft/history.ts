/** Undo and redo as lists of edits: pure. An undo appends the inverse of this creator's newest action. */
import { apply, inverse, type Edit } from '../../../story/edits'
import type { Document as StoryDocument } from '../../../story/model'
import { bearsOn } from './pending'

/** One thing the creator did: the edits it took, and those that take it back, in the order to apply them. */
export interface Action {
  readonly label: string
  readonly edits: readonly Edit[]
  readonly inverses: readonly Edit[]
  /** Somebody else changed the same thing since: it can no longer be taken back. */
  readonly overtaken: boolean
}

export interface History {
  readonly done: readonly Action[]
  readonly undone: readonly Action[]
}

export const EMPTY_HISTORY: History = { done: [], undone: [] }

const KEPT_ACTIONS = 500

/** Describe an action before it is applied. Raises EditRefused where one of its edits does not fit. */
export function planAction(document: StoryDocument, label: string, edits: readonly Edit[]): Action {
  const inverses: Edit[] = []
  let current = document
  for (const edit of edits) {
    inverses.unshift(inverse(current, edit))
    current = apply(current, edit)
  }
  return { label, edits, inverses, overtaken: false }
}

export function withAction(history: History, action: Action): History {
  return { done: [...history.done, action].slice(-KEPT_ACTIONS), undone: [] }
}

/** The newest action is on its way back: `undoing` is what was done to take it back. */
export function withUndo(history: History, undoing: Action): History {
  return { done: history.done.slice(0, -1), undone: [...history.undone, undoing] }
}

export function withRedo(history: History, redoing: Action): History {
  return { done: [...history.done, redoing], undone: history.undone.slice(0, -1) }
}

/** Mark what others' edits have overtaken. */
export function overtakenBy(history: History, theirs: readonly Edit[]): History {
  const mark = (action: Action): Action =>
    !action.overtaken && action.inverses.some((edit) => bearsOn(theirs, edit)) ? { ...action, overtaken: true } : action
  return { done: history.done.map(mark), undone: history.undone.map(mark) }
}
