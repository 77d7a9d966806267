/** The open draft: what the screen shows, and the one way to change it. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { EditRefused, type Edit } from '../../../story/edits'
import type { Document as StoryDocument } from '../../../story/model'
import { EMPTY_HISTORY, overtakenBy, planAction, withAction, withRedo, withUndo, type Action } from './history'
import type { DraftState } from './pending'
import { restoreDraft, type RestorePorts } from './restoreDraft'
import { CallFailed, SaveQueue, type Connection } from './saveQueue'
import { commitTyping } from './typing'

export interface DraftPorts extends RestorePorts {
  newId(): string
  later(ms: number, run: () => void): () => void
}

export type OpenState = 'loading' | 'ready' | 'missing' | 'signed-out' | 'lost'
export type SaveStatus = 'saved' | 'saving' | 'offline' | 'signed-out' | 'conflict'
export type UndoOutcome = 'done' | 'nothing' | 'overtaken'

export const useDraftStore = defineStore('draft', () => {
  const open = ref<OpenState>('loading')
  const state = shallowRef<DraftState | null>(null)
  const connection = ref<Connection>('good')
  const history = shallowRef(EMPTY_HISTORY)
  let queue: SaveQueue | null = null
  let opening = 0

  const document = computed<StoryDocument | null>(() => state.value?.document ?? null)
  const unsent = computed(() => state.value?.pending.length ?? 0)
  const unsettled = computed(() => state.value?.unsettled ?? [])
  const status = computed<SaveStatus>(() => {
    if (unsettled.value.length > 0) return 'conflict'
    if (connection.value === 'signed-out') return 'signed-out'
    if (connection.value !== 'good') return 'offline'
    return unsent.value > 0 ? 'saving' : 'saved'
  })
  const canUndo = computed(() => history.value.done.length > 0)
  const canRedo = computed(() => history.value.undone.length > 0)

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
          changed(next, how) {
            if (!isOpen()) return
            state.value = next
            connection.value = how
          },
          overtook(edits) {
            if (isOpen()) history.value = overtakenBy(history.value, edits)
          },
        },
        begin,
      )
      state.value = begin
      open.value = 'ready'
    } catch (error) {
      if (mine === opening) open.value = error instanceof CallFailed && error.kind !== 'refused' ? error.kind : 'lost'
      if (!(error instanceof CallFailed)) throw error
    }
  }

  /** Leave the story; what is still unsent goes out behind the scenes, or stays kept for the next visit. */
  function close(): void {
    commitTyping()
    const left = queue
    void left?.flushed().finally(() => left.stop())
    queue = null
    state.value = null
    connection.value = 'good'
    history.value = EMPTY_HISTORY
    opening += 1
  }

  /** Do one thing, in one or more edits; false where the draft no longer allows it. */
  function act(label: string, edits: readonly Edit[]): boolean {
    return perform(label, edits, (action) => (history.value = withAction(history.value, action)))
  }

  function undo(): UndoOutcome {
    commitTyping()
    const action = history.value.done.at(-1)
    return takeBack(action, (undoing) => (history.value = withUndo(history.value, undoing)))
  }

  function redo(): UndoOutcome {
    const action = history.value.undone.at(-1)
    return takeBack(action, (redoing) => (history.value = withRedo(history.value, redoing)))
  }

  function takeBack(action: Action | undefined, after: (action: Action) => void): UndoOutcome {
    if (!action) return 'nothing'
    if (action.overtaken || !perform(action.label, action.inverses, after)) {
      forget(action)
      return 'overtaken'
    }
    return 'done'
  }

  /** What can no longer be taken back must not stand in the way of what came before it. */
  function forget(action: Action): void {
    const without = (actions: readonly Action[]): Action[] => actions.filter((each) => each !== action)
    history.value = { done: without(history.value.done), undone: without(history.value.undone) }
  }

  /** Settle an edit the server did not take; false where the draft no longer allows the creator's own. */
  function settle(id: string, choice: 'mine' | 'theirs'): boolean {
    return allowed(() => queue?.settle(id, choice))
  }

  function perform(label: string, edits: readonly Edit[], after: (action: Action) => void): boolean {
    const mine = queue
    if (!mine) return false
    return allowed(() => {
      const action = planAction(mine.current.document, label, edits)
      mine.add(edits)
      after(action)
    })
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
    revision: computed(() => state.value?.revision ?? 0),
    status,
    unsent,
    unsettled,
    canUndo,
    canRedo,
    /** What undo would take back. */
    latest: computed(() => history.value.done.at(-1)),
    openStory,
    close,
    act,
    undo,
    redo,
    catchUp,
    settle,
    retryNow: () => queue?.retryNow(),
    /** True once the server has everything, what is being typed included. */
    async flushed(): Promise<boolean> {
      commitTyping()
      return (await queue?.flushed()) ?? false
    },
    /** Closing the tab now would lose words: not sent, and the browser has not kept them. */
    atRisk: () => unsent.value > 0 && (queue?.unkept ?? 0) > 0,
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
