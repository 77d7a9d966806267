/**
 * Undo and redo, decided by a draft's history: what would be appended, or who stands in the way.
 *
 * Nothing is ever taken out of the history. Edits that a creator made with one gesture are one *action*; undoing
 * appends an action of the inverses that names the one it takes back, and redoing is undoing that. An action stands
 * unless a standing one takes it back. `chalicelib/stories/undoing.py` is the same in Python;
 * `tests/vectors/undo.json` holds the two together.
 */
import { existencesAbove, isBeneath, keys, type Edit } from './edits'

/** An edit of a draft's history, in the eyes of one creator. */
export interface HistoryEntry {
  /** Null while it is on its way to the server. */
  readonly revision: number | null
  readonly mine: boolean
  /** What its creator did, of which it is a part. */
  readonly action: string
  /** The action it takes back. */
  readonly undoes: string | null
  readonly edit: Edit
  /** What took the draft back at the time. */
  readonly inverse: Edit
}

/** What to append: edits, in the order to apply them, that take the action back. */
export interface TakingBack {
  readonly kind: 'taking-back'
  readonly action: string
  readonly edits: readonly Edit[]
}

/** The action cannot be taken back: the key was changed after it, `by` the newest entry that did. */
export interface Overtaken {
  readonly kind: 'overtaken'
  readonly action: string
  readonly key: string
  readonly by: HistoryEntry
}

type History = readonly HistoryEntry[]

/**
 * What undo takes back: my newest action that stands and takes nothing back itself; null where there is none.
 *
 * `history` is oldest first, and may begin anywhere but within one of my actions: what leads back to before its
 * beginning ends the search. Actions `passedOver` are left standing; they were told to be overtaken.
 */
export function findUndo(history: History, passedOver: ReadonlySet<string> = new Set()): TakingBack | Overtaken | null {
  const actions = myActions(history)
  for (const action of [...actions.values()].reverse()) {
    if (action.forward === null) return null
    if (action.forward && action.stands && !passedOver.has(action.id)) return takingBack(history, actions, action)
  }
  return null
}

/** What redo takes back: my newest undo that stands, unless I have done something new since; as `findUndo`. */
export function findRedo(history: History, passedOver: ReadonlySet<string> = new Set()): TakingBack | Overtaken | null {
  const actions = myActions(history)
  for (const action of [...actions.values()].reverse()) {
    if (action.forward === null || action.undoes === null) return null
    if (!action.forward && action.stands && !passedOver.has(action.id)) return takingBack(history, actions, action)
  }
  return null
}

interface Action {
  readonly id: string
  readonly undoes: string | null
  /** Whether it does something or redoes it, rather than taking it back; null where the history does not say. */
  readonly forward: boolean | null
  stands: boolean
  /** Its entries in the history. */
  readonly places: number[]
}

type Actions = ReadonlyMap<string, Action>

/** My actions by id, in their order. */
function myActions(history: History): Actions {
  const actions = new Map<string, Action>()
  history.forEach(({ mine, action: id, undoes }, place) => {
    if (!mine) return
    const known = actions.get(id)
    if (known) known.places.push(place)
    else actions.set(id, { id, undoes, forward: isForward(undoes, actions), stands: true, places: [place] })
  })
  // What takes an action back came after it, so it has been decided by then.
  for (const { stands, undoes } of [...actions.values()].reverse()) {
    const undone = undoes === null ? undefined : actions.get(undoes)
    if (stands && undone) undone.stands = false
  }
  return actions
}

function isForward(undoes: string | null, actions: Actions): boolean | null {
  if (undoes === null) return true
  const undone = actions.get(undoes)?.forward ?? null
  return undone === null ? null : !undone
}

function takingBack(history: History, actions: Actions, action: Action): TakingBack | Overtaken {
  const edits: Edit[] = []
  for (const place of action.places.toReversed()) {
    const inverse = (history[place] as HistoryEntry).inverse
    const overtaken = overtakenAt(history, actions, action, place, inverse)
    if (overtaken) return overtaken
    edits.push(inverse)
  }
  return { kind: 'taking-back', action: action.id, edits }
}

function overtakenAt(
  history: History,
  actions: Actions,
  { id }: Action,
  place: number,
  inverse: Edit,
): Overtaken | null {
  const wanted = new Set([...existencesAbove(inverse), ...keys(inverse)])
  for (let at = history.length - 1; at > place; at -= 1) {
    const by = history[at] as HistoryEntry
    if (by.action === id || !counts(by, actions, place)) continue
    const key = keys(by.edit).find((one) => wanted.has(one) || isBeneath(one, inverse))
    if (key !== undefined) return { kind: 'overtaken', action: id, key, by }
  }
  return null
}

/**
 * Whether what the entry changed is different now from how it was at that place of the history. What I did and took
 * back since is not, nor is the taking back.
 */
function counts({ mine, action, undoes }: HistoryEntry, actions: Actions, since: number): boolean {
  if (!mine) return true
  const undone = undoes === null ? undefined : actions.get(undoes)
  return actions.get(action)?.stands === true && (undone?.places.at(-1) ?? -1) < since
}
