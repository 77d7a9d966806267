/** The open draft: what the screen shows, and the one way to change it. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { EditRefused, type Edit } from '../../../story/edits'
import type { Document as StoryDocument } from '../../../story/model'
import { findRedo, findUndo, type Overtaken, type TakingBack } from '../../../story/undoing'
import { onlyInThisTab } from '../../stores/onlyInThisTab'
import { doingOf, type Doing } from './doing'
import { beyondReach, EMPTY_HISTORY, passingOver, withEarlier, without, withSent, withTold } from './history'
import type { DraftState } from './pending'
import { restoreDraft, type RestorePorts } from './restoreDraft'
import { CallFailed, SaveQueue, type Connection, type HistoricEdit } from './saveQueue'
import { commitTyping } from './typing'

export interface DraftPorts extends RestorePorts {
  newId(): string
  later(ms: number, run: () => void): () => void
}

export type OpenState = 'loading' | 'ready' | 'missing' | 'signed-out' | 'lost'
export type SaveStatus = 'saved' | 'saving' | 'offline' | 'signed-out' | 'missing' | 'outdated' | 'conflict'
/** How far back undo reaches across a reload. */
const RECALLED_EDITS = 300

export type UndoOutcome = 'done' | 'nothing' | 'overtaken'
/** `failed`: the server could not be asked just now. */
export type AskedOutcome = UndoOutcome | 'failed'

export const useDraftStore = defineStore('draft', () => {
  const open = ref<OpenState>('loading')
  const state = shallowRef<DraftState | null>(null)
  const connection = ref<Connection>('good')
  const kept = ref(true)
  const history = shallowRef(EMPTY_HISTORY)
  /** Whose edits are one's own; null until that is known. */
  const account = ref<string | null>(null)
  /** What other windows did, as it was last heard. */
  const told = shallowRef<readonly HistoricEdit[]>([])
  let askServer: ((action: string) => Promise<AskedOutcome>) | null = null
  let queue: SaveQueue | null = null
  /** Of stories that were left, with edits that are neither sent nor kept in the browser. */
  const leftOver = new Set<SaveQueue>()
  let opening = 0

  const document = computed<StoryDocument | null>(() => state.value?.document ?? null)
  const unsent = computed(() => state.value?.pending.length ?? 0)
  const unsettled = computed(() => state.value?.unsettled ?? [])
  const status = computed<SaveStatus>(() => {
    if (unsettled.value.length > 0) return 'conflict'
    if (connection.value === 'lost') return 'offline'
    if (connection.value !== 'good') return connection.value
    return unsent.value > 0 ? 'saving' : 'saved'
  })
  const undoable = computed(() => findUndo(history.value.entries, history.value.passedOver))
  const beyond = computed(() => (undoable.value ? null : beyondReach(history.value)))
  const redoable = computed(() => findRedo(history.value.entries, history.value.passedOver))

  /** What the action does, or where it takes one back, what that does. */
  function doing(action: string, way: 'forth' | 'back'): Doing {
    const done = history.value.entries.filter((entry) => entry.action === action)
    const told = way === 'forth' ? done : done.map(({ edit, inverse }) => ({ edit: inverse, inverse: edit }))
    return doingOf(told, titleOf, (group) => document.value?.groups.get(group))
  }

  /** What a scene is called, or was when it was removed; undefined where that is not known here. */
  function titleOf(id: string): string | undefined {
    const scene = document.value?.scenes.get(id)
    if (scene) return scene.data.title
    for (const { inverse } of history.value.entries.toReversed())
      if (inverse.type === 'scene.added' && inverse.scene.id === id) return inverse.scene.data.title
    return undefined
  }

  /** Load a draft and take up what an earlier visit left unsent. A later call makes an earlier one void. */
  async function openStory(ports: DraftPorts): Promise<void> {
    close()
    opening += 1
    const mine = opening
    open.value = 'loading'
    try {
      const begin = await restoreDraft(ports)
      if (mine !== opening) return
      const isOpen = (): boolean => mine === opening
      queue = new SaveQueue(
        {
          ...ports,
          commitTyping: () => isOpen() && commitTyping(),
          changed(next, how, isKept) {
            if (isOpen()) follow(next, how, isKept)
            else countLeftOver()
          },
          added(edits, before) {
            if (isOpen()) history.value = withSent(history.value, before, edits)
          },
          overtook(edits) {
            if (!isOpen()) return
            history.value = withTold(history.value, edits, account.value)
            told.value = edits
          },
        },
        begin,
      )
      askServer = asking(ports, queue, isOpen)
      state.value = begin
      history.value = withSent(EMPTY_HISTORY, begin.confirmed, begin.pending)
      open.value = 'ready'
      void recall(ports, begin.revision, isOpen)
    } catch (error) {
      const kind = error instanceof CallFailed ? error.kind : 'lost'
      if (mine === opening) open.value = kind === 'missing' || kind === 'signed-out' ? kind : 'lost'
      if (!(error instanceof CallFailed)) throw error
    }
  }

  function follow(next: DraftState, how: Connection, isKept: boolean): void {
    const refused = next.unsettled.filter((each) => !state.value?.unsettled.includes(each))
    if (refused.length > 0) history.value = without(history.value, new Set(refused.map(({ sent }) => sent.id)))
    state.value = next
    connection.value = how
    kept.value = isKept
  }

  /** Read what earlier visits did, so that undo goes on across a reload; where that fails, it begins here. */
  async function recall({ api }: DraftPorts, revision: number, isOpen: () => boolean): Promise<void> {
    const since = Math.max(0, revision - RECALLED_EDITS)
    try {
      const [id, { edits }] = await Promise.all([api.account(), api.since(since)])
      if (!isOpen()) return
      account.value = id
      const earlier = edits.filter((each) => each.revision <= revision)
      history.value = withEarlier(history.value, earlier, id, since === 0)
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
    }
  }

  /**
   * Leave the story. What is still unsent goes out behind the scenes, or stays kept for the next visit; what the browser
   * would not keep is sent until it arrives.
   */
  function close(): void {
    commitTyping()
    if (queue) void letGo(queue)
    queue = null
    askServer = null
    state.value = null
    connection.value = 'good'
    kept.value = true
    history.value = EMPTY_HISTORY
    account.value = null
    told.value = []
    opening += 1
  }

  async function letGo(left: SaveQueue): Promise<void> {
    leftOver.add(left)
    countLeftOver()
    await left.flushed()
    if (left.atRisk) return
    left.stop()
    leftOver.delete(left)
    countLeftOver()
  }

  function countLeftOver(): void {
    onlyInThisTab.value = [...leftOver].some((left) => left.atRisk)
  }

  /** Do one thing, in one or more edits; false where the draft no longer allows it. */
  function act(edits: readonly Edit[]): boolean {
    return perform(edits, null)
  }

  /** A promise where the action is too large to be known here whole, and the server takes it back. */
  function undo(): UndoOutcome | Promise<AskedOutcome> {
    commitTyping()
    return beyond.value !== null && askServer ? askServer(beyond.value) : takeBack(undoable.value)
  }

  /** Has the server take actions back, one at a time, after all that was done before has arrived there. */
  function asking(ports: DraftPorts, mine: SaveQueue, isOpen: () => boolean) {
    let asked: { readonly action: string; readonly by: string } | null = null
    let busy = false
    async function ask(action: string): Promise<AskedOutcome> {
      if (!(await mine.flushed())) return 'failed'
      // An answer may have been lost: asked again under the same id, it is given again.
      asked = asked?.action === action ? asked : { action, by: ports.newId() }
      const outcome = await ports.api.undo(action, asked.by)
      if (!isOpen()) return 'nothing'
      history.value = passingOver(history.value, action)
      await mine.catchUp()
      return outcome
    }
    return async (action: string): Promise<AskedOutcome> => {
      if (busy) return 'nothing'
      busy = true
      try {
        return await ask(action)
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error
        return 'failed'
      } finally {
        busy = false
      }
    }
  }

  function redo(): UndoOutcome {
    return takeBack(redoable.value)
  }

  function takeBack(found: TakingBack | Overtaken | null): UndoOutcome {
    if (!found) return 'nothing'
    if (found.kind === 'taking-back' && perform(found.edits, found.action)) return 'done'
    history.value = passingOver(history.value, found.action)
    return 'overtaken'
  }

  /** Settle an edit the server did not take; false where the draft no longer allows the creator's own. */
  function settle(id: string, choice: 'mine' | 'theirs'): boolean {
    return allowed(() => queue?.settle(id, choice))
  }

  function perform(edits: readonly Edit[], undoes: string | null): boolean {
    const mine = queue
    return mine !== null && allowed(() => mine.add(edits, { action: crypto.randomUUID(), undoes }))
  }

  /** Look for what others did. A failure here says nothing new: sending finds it out. */
  async function catchUp(): Promise<void> {
    try {
      await queue?.catchUp()
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
    }
  }

  return {
    open,
    document,
    account,
    told,
    revision: computed(() => state.value?.revision ?? 0),
    status,
    unsent,
    /** Whether what is unsent outlives the tab; not where the browser refused to keep it. */
    kept,
    unsettled,
    canUndo: computed(() => undoable.value !== null || beyond.value !== null),
    canRedo: computed(() => redoable.value !== null),
    /** What undo would take back; null where only the server knows. */
    undoes: computed(() => undoable.value && doing(undoable.value.action, 'forth')),
    /** What redo would do again. */
    redoes: computed(() => redoable.value && doing(redoable.value.action, 'back')),
    /** The action that undo would take back. */
    latest: computed(() => undoable.value?.action ?? beyond.value),
    titleOf,
    openStory,
    close,
    act,
    undo,
    redo,
    catchUp,
    settle,
    retryNow(): void {
      for (const each of queue ? [queue, ...leftOver] : leftOver) each.retryNow()
    },
    /** True once the server has everything, what is being typed included. */
    async flushed(): Promise<boolean> {
      commitTyping()
      return (await queue?.flushed()) ?? false
    },
    /** Closing the tab now would lose words. */
    atRisk: () => queue?.atRisk === true || [...leftOver].some((left) => left.atRisk),
  }
})

/** Do what edits the draft; false where it raises EditRefused. */
function allowed(change: () => void): boolean {
  try {
    change()
    return true
  } catch (error) {
    if (error instanceof EditRefused) return false
    throw error
  }
}
