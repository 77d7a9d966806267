import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { answered, useApi } from '../../api/client'
import { ApiProblem } from '../../api/problem'

export interface Listing {
  /** Whether search engines may list the story; undefined until that is known. */
  readonly listed: Ref<boolean | undefined>
  readonly saving: Ref<boolean>
  /** What went wrong with the last call. */
  readonly failure: ShallowRef<unknown>
  readonly load: () => Promise<void>
  readonly set: (listed: boolean) => Promise<void>
}

/** Whether search engines may list a story, as the server has it. */
export function useListing(storyId: () => string): Listing {
  const api = useApi()
  const listed = ref<boolean>()
  const saving = ref(false)
  const failure = shallowRef<unknown>()
  let tag = ''

  async function load(): Promise<void> {
    failure.value = undefined
    try {
      await take(api.GET('/v1/stories/{story_id}/listing', { params: { path: { story_id: storyId() } } }))
    } catch (error) {
      failure.value = error
    }
  }

  /** Set it; where somebody else did meanwhile, show what they said. */
  async function set(wanted: boolean): Promise<void> {
    const before = listed.value
    listed.value = wanted
    saving.value = true
    failure.value = undefined
    try {
      const params = { path: { story_id: storyId() }, header: { 'If-Match': tag } }
      await take(api.PUT('/v1/stories/{story_id}/listing', { params, body: { public: wanted } }))
    } catch (error) {
      listed.value = before
      if (error instanceof ApiProblem && error.status === 412) await load()
      failure.value ??= error
    } finally {
      saving.value = false
    }
  }

  async function take(call: Promise<{ data?: { public: boolean }; response: Response }>): Promise<void> {
    listed.value = (await answered(call)).public
    tag = (await call).response.headers.get('ETag') ?? ''
  }

  return { listed, saving, failure, load, set }
}
