import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { answered, idempotent, useApi, type Schemas } from '../../api/client'

type StorySummary = Schemas['StorySummary']

/** The account's stories, as the home screen lists them: the one edited last comes first. */
export const useStories = defineStore('stories', () => {
  const api = useApi()
  const known = shallowRef<readonly StorySummary[]>()
  const loading = ref(false)
  const failure = shallowRef<unknown>()

  const list = computed(() =>
    known.value?.toSorted((one, other) => Date.parse(other.updated_at) - Date.parse(one.updated_at)),
  )

  /** Load the list. What is known stays shown meanwhile, and when it fails; `failure` then says why. */
  async function load(): Promise<void> {
    loading.value = true
    try {
      known.value = (await answered(api.GET('/v1/stories'))).stories
      failure.value = undefined
    } catch (error) {
      failure.value = error
    } finally {
      loading.value = false
    }
  }

  /** Create a story. The same key creates it once, however often it is sent. Throws what the API throws. */
  async function create(title: string, key: string): Promise<StorySummary> {
    const story = await answered(api.POST('/v1/stories', { body: { title }, headers: idempotent(key) }))
    known.value = [story, ...(known.value ?? [])]
    return story
  }

  /** Forget everything: another account may come. */
  function forget(): void {
    known.value = undefined
    failure.value = undefined
  }

  return { list, loading, failure, load, create, forget }
})
