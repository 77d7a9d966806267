/** Opening a draft: as the server has it, with what this browser kept of earlier visits on top. */
import type { Kept, KeptEdits } from './keptEdits'
import { loadDraft, type DraftPage } from './loadDraft'
import { begun, recorded, type DraftState } from './pending'
import type { EditsApi } from './saveQueue'

export interface DraftApi extends EditsApi {
  /** Raises CallFailed. */
  page(after: string | null): Promise<DraftPage>
  /** The id of the account that is signed in. Raises CallFailed. */
  account(): Promise<string>
  /** Take one of the account's actions back by the action `by`; sent again, it changes nothing. Raises CallFailed. */
  undo(action: string, by: string): Promise<'done' | 'nothing' | 'overtaken'>
}

export interface RestorePorts {
  readonly storyId: string
  readonly api: DraftApi
  readonly kept: KeptEdits
}

/**
 * The draft to begin with. What the server had taken without our hearing of it is no longer pending; what it lacks
 * stands on the newest revision, unless somebody else changed the same thing. Raises CallFailed.
 */
export async function restoreDraft({ storyId, api, kept }: RestorePorts): Promise<DraftState> {
  const [loaded, left] = await Promise.all([loadDraft((after) => api.page(after)), keptOrNothing(kept, storyId)])
  const base = Math.min(loaded.revision, ...left.pending.map((each) => each.base))
  const { revision, edits } = await api.since(base)
  const state = recorded(begun(loaded.document, loaded.revision, left.pending, left.unsettled), edits, revision)
  if (left.pending.length > 0) await keepOnly(kept, storyId, left, state)
  return state
}

/** A browser that refuses to keep anything (private windows do) still edits. */
async function keptOrNothing(kept: KeptEdits, storyId: string): Promise<Kept> {
  try {
    return await kept.load(storyId)
  } catch {
    return { pending: [], unsettled: [] }
  }
}

async function keepOnly(kept: KeptEdits, storyId: string, before: Kept, { pending }: DraftState): Promise<void> {
  const left = new Set(pending.map((each) => each.id))
  const dropped = before.pending.filter((each) => !left.has(each.id)).map((each) => each.id)
  try {
    await kept.save(storyId, { dropped, pending })
  } catch {
    // What stays kept is answered by the server as known when it is sent again.
  }
}
