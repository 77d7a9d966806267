/** What this creator's undo and redo know of the draft: pure. What they take back is decided in `story/undoing.ts`. */
import { apply, EditRefused, inverse, together, type SentEdit } from '../../../story/edits'
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
  /** This creator's newest action that `entries` does not hold, or not whole; null where there is none to take back. */
  readonly beyond: string | null
}

export const EMPTY_HISTORY: History = { entries: [], passedOver: new Set(), beyond: null }

const KEPT_ENTRIES = 2_000

/** With edits this creator has just made on the document; one that does not fit it is left out. */
export function withSent(history: History, document: StoryDocument, sent: readonly SentEdit[]): History {
  return withEntries(
    history,
    together(() => entriesOfSent(document, sent)),
  )
}

function entriesOfSent(document: StoryDocument, sent: readonly SentEdit[]): KnownEntry[] {
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
  return entries
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
  const first = whole ? undefined : entries.find(({ mine }) => mine)
  const broken = new Set(first ? [first.action] : [])
  const beyond = history.beyond ?? forward(first)
  return { ...history, entries: [...unbroken(entries, broken), ...history.entries], beyond }
}

/** The action that only the server can take back, once nothing of what is known here is left to; null without one. */
export function beyondReach({ entries, passedOver, beyond }: History): string | null {
  const known = new Set(entries.map(({ action }) => action))
  // What takes back something that is not here may have taken back this one.
  const unclear = entries.some(({ mine, undoes }) => mine && undoes !== null && !known.has(undoes))
  return beyond === null || unclear || passedOver.has(beyond) ? null : beyond
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
  const broken = new Set(dropped.map(({ action }) => action))
  const beyond = dropped.length > 0 ? forward(dropped.at(-1)) : history.beyond
  return { ...history, entries: unbroken(entries.slice(-KEPT_ENTRIES), broken), beyond }
}

/** The action of the entry, unless it takes one back. */
function forward(entry: KnownEntry | undefined): string | null {
  return entry?.undoes === null ? entry.action : null
}

function unbroken(entries: readonly KnownEntry[], broken: ReadonlySet<string>): readonly KnownEntry[] {
  return entries.filter(({ mine, action }) => !(mine && broken.has(action)))
}
