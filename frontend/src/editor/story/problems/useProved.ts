/** Asks the server for its exact check once the draft is saved and quiet. */
import { watchDebounced } from '@vueuse/core'
import { computed, shallowRef, watch } from 'vue'
import { answered, useApi } from '../../../api/client'
import { ApiProblem, OfflineError } from '../../../api/problem'
import type { Document as StoryDocument } from '../../../story/model'
import type { SaveStatus } from '../draft/draftStore'
import { provedOf, standing, type Proved } from './proved'
import { inWords } from './saying'

const QUIET_MS = 2_000

/** The draft as the editor has it. */
export interface QuietDraft {
  readonly document: StoryDocument | null
  readonly revision: number
  readonly status: SaveStatus
}

export function useProved(storyId: () => string, draft: QuietDraft) {
  const api = useApi()
  const proved = shallowRef<Proved | null>(null)

  async function ask(): Promise<void> {
    const { document, revision, status } = draft
    if (document === null || status !== 'saved' || proved.value?.document === document) return
    const path = { story_id: storyId() }
    const answer = await found(answered(api.GET('/v1/stories/{story_id}/problems', { params: { path } })))
    // Of another revision, it may speak of scenes as nobody here has seen them.
    if (answer?.revision !== revision || draft.document !== document) return
    proved.value = provedOf(revision, document, inWords(answer.problems, document))
  }

  watch(storyId, () => (proved.value = null))
  watchDebounced([() => draft.document, () => draft.status, () => draft.revision], ask, {
    debounce: QUIET_MS,
    immediate: true,
  })
  return {
    problems: computed(() => standing(proved.value, draft.document)),
    /** Whether the server has checked the draft as it is now. */
    current: computed(() => proved.value !== null && proved.value.document === draft.document),
    /** The revision the server checked. */
    revision: computed(() => proved.value?.revision ?? null),
  }
}

/** Nobody waits for this answer: where there is none, the next quiet moment asks again. */
async function found<Answer>(call: Promise<Answer>): Promise<Answer | null> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ApiProblem || error instanceof OfflineError || error instanceof SyntaxError) return null
    throw error
  }
}
