/** Histories for tests, made of edits on a document. */
import { apply, inverse, type Document, type Edit } from '../../src/story'
import type { TimedEdit } from '../../src/editor/history/timeline'

export interface Made {
  readonly edit: Edit
  readonly by?: string | null
  /** Minutes after the beginning. */
  readonly minute?: number
  readonly action?: string
  readonly undoes?: string | null
}

export const NOON = Date.parse('2026-11-27T12:00:00Z')

/** The edits made one after the other, with the document after each; `documents[0]` is the one they began with. */
export function historyOf(document: Document, made: readonly Made[]): { edits: TimedEdit[]; documents: Document[] } {
  const documents = [document]
  const edits = made.map(({ edit, by = 'ann', minute = 0, action, undoes = null }, place): TimedEdit => {
    const before = documents[place] as Document
    documents.push(apply(before, edit))
    const id = `e${place + 1}`
    const at = new Date(NOON + minute * 60_000).toISOString()
    return { id, revision: place + 1, edit, inverse: inverse(before, edit), action: action ?? id, undoes, by, at }
  })
  return { edits, documents }
}

export function retitled(title: string): Edit {
  return { type: 'story.retitled', title }
}
