/** What this creator's undo and redo know of the draft: pure. What they take back is decided in `story/undoing.ts`. */
import { apply, EditRefused, inverse, type SentEdit } from '../../../story/edits'
import type { Document as StoryDocument } from '../../../story/model'
import type { HistoryEntry } from '../../../story/undoing'
import type { HistoricEdit } from './saveQueue'

export interface KnownEntry extends HistoryEntry {
  /** The edit's. */
  readonly id: string
}

export interface History {
  /** Oldest first; never only a part of one of this creator's actions. */
  readonly entries: readonly KnownEntry[]
  /** Actions that the creator was told are overtaken: they must not stand in the way of what came before them. */
  readonly passedOver: ReadonlySet<string>
}

export const EMPTY_HISTORY: History = { entries: [], passedOver: new Set() }

const KEPT_ENTRIES = 2_000

/** With edits this creator has just made on the document; one that does not fit it is left out. */
export function withSent(history: History, document: StoryDocument, sent: readonly SentEdit[]): History {
  const entries: KnownEntry[] = []
  let current = document
  for (const { id, edit, action = id, undoes = null } of sent) {
    try {
      const back = inverse(current, edit)
      current = apply(current, edit)
      entries.push({ id, revision: null, mine: true, action, undoes, edit, inverse: back })
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error
    }
  }
  return withEntries(history, entries)
}

/** With edits that came in from the server, others' and those of the account's other tabs. */
export function withTold(history: History, told: readonly HistoricEdit[], account: string | null): History {
  return withEntries(history, entriesOf(told, account))
}

/** With what earlier visits left, before all that is known; `whole` where nothing came before that. */
export function withEarlier(history: History, told: readonly HistoricEdit[], account: string, whole: boolean): History {
  const known = new Set(history.entries.map(({ id }) => id))
  const entries = entriesOf(told, account).filter(({ id }) => !known.has(id))
  // Edits before these may be part of the first of these actions.
  const broken = new Set(
    whole
      ? []
      : entries
          .filter(({ mine }) => mine)
          .map(({ action }) => action)
          .slice(0, 1),
  )
  return { ...history, entries: [...unbroken(entries, broken), ...history.entries] }
}

/** Without edits that the server did not take. */
export function without(history: History, ids: ReadonlySet<string>): History {
  return { ...history, entries: history.entries.filter(({ id }) => !ids.has(id)) }
}

export function passingOver(history: History, action: string): History {
  return { ...history, passedOver: new Set([...history.passedOver, action]) }
}

function entriesOf(told: readonly HistoricEdit[], account: string | null): KnownEntry[] {
  return told.map(({ by, ...entry }) => ({ ...entry, mine: by !== null && by === account }))
}

function withEntries(history: History, added: readonly KnownEntry[]): History {
  const known = new Set(history.entries.map(({ id }) => id))
  const entries = [...history.entries, ...added.filter(({ id }) => !known.has(id))]
  if (entries.length <= KEPT_ENTRIES) return { ...history, entries }
  const dropped = entries.slice(0, -KEPT_ENTRIES).filter(({ mine }) => mine)
  return { ...history, entries: unbroken(entries.slice(-KEPT_ENTRIES), new Set(dropped.map(({ action }) => action))) }
}

function unbroken(entries: readonly KnownEntry[], broken: ReadonlySet<string>): readonly KnownEntry[] {
  return entries.filter(({ mine, action }) => !(mine && broken.has(action)))
}
