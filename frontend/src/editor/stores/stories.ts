import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { answered, idempotent, useApi, type Schemas } from '../../api/client'
import { onAccountForgotten } from './forgetAccount'

type StorySummary = Schemas['StorySummary']
type TrashedStory = Schemas['TrashedStory']

/** The account's stories, as the home screen lists them, and its trash. */
export const useStories = defineStore('stories', () => {
  const api = useApi()
  const list = shallowRef<readonly StorySummary[]>()
  const trashed = shallowRef<readonly TrashedStory[]>()
  const loading = ref(false)
  const failure = shallowRef<unknown>()
  const trashFailure = shallowRef<unknown>()
  let loads = 0
  let deeds = 0
  /** Grows with every account. */
  let era = 0

  /** Load the list, page by page. What is known stays shown meanwhile, and when it fails; `failure` then says why. */
  async function load(): Promise<void> {
    const turn = (loads += 1)
    loading.value = true
    try {
      const found = await settled(readList)
      if (turn !== loads) return // a later load overtook this one
      list.value = found
      failure.value = undefined
    } catch (error) {
      if (turn === loads) failure.value = error
    } finally {
      if (turn === loads) loading.value = false
    }
  }

  async function readList(): Promise<StorySummary[]> {
    const found = new Map<string, StorySummary>() // one edited meanwhile may come twice
    let after: string | null | undefined
    do {
      const page = await answered(api.GET('/v1/stories', { params: { query: after ? { after } : {} } }))
      for (const story of page.stories) if (!found.has(story.id)) found.set(story.id, story)
      after = page.next
    } while (after)
    return [...found.values()]
  }

  /** Read again where something was done meanwhile: what was read may be as it was before. */
  async function settled<Read>(read: () => Promise<Read>): Promise<Read> {
    for (;;) {
      const before = deeds
      const found = await read()
      if (before === deeds) return found
    }
  }

  /** Load what is in the trash, likewise. */
  async function loadTrash(): Promise<void> {
    const mine = era
    try {
      const { stories } = await settled(() => answered(api.GET('/v1/trash')))
      if (mine !== era) return
      trashed.value = stories
      trashFailure.value = undefined
    } catch (error) {
      if (mine === era) trashFailure.value = error
    }
  }

  /** Create a story. The same key creates it once, however often it is sent. Throws what the API throws. */
  async function create(title: string, key: string): Promise<StorySummary> {
    return adding(answered(api.POST('/v1/stories', { body: { title }, headers: idempotent(key) })))
  }

  /** Copy a story's draft and pictures. The same key copies it once. Throws what the API throws. */
  async function copy(id: string, title: string, key: string): Promise<StorySummary> {
    const params = { path: { story_id: id } }
    return adding(
      answered(api.POST('/v1/stories/{story_id}/copies', { params, body: { title }, headers: idempotent(key) })),
    )
  }

  /** Throw a story away. Throws what the API throws. */
  async function trash(id: string): Promise<void> {
    const params = { path: { story_id: id } }
    const thrown = await answered(api.POST('/v1/stories/{story_id}/trash', { params }))
    deeds += 1
    list.value = list.value?.filter((story) => story.id !== id)
    trashed.value = trashed.value && [thrown, ...trashed.value.filter((story) => story.id !== id)]
  }

  /** Bring a story back. Throws what the API throws. */
  async function restore(id: string): Promise<Schemas['RestoredStory']> {
    const back = await answered(api.POST('/v1/trash/{story_id}/restore', { params: { path: { story_id: id } } }))
    deeds += 1
    trashed.value = trashed.value?.filter((story) => story.id !== id)
    await load()
    return back
  }

  /** Erase a story in the trash. Throws what the API throws. */
  async function erase(id: string): Promise<void> {
    await api.DELETE('/v1/trash/{story_id}', { params: { path: { story_id: id } } })
    deeds += 1
    trashed.value = trashed.value?.filter((story) => story.id !== id)
  }

  /** Forget everything: another account may come. */
  function forget(): void {
    era += 1
    loads += 1
    loading.value = false
    list.value = undefined
    trashed.value = undefined
    failure.value = undefined
    trashFailure.value = undefined
  }

  async function adding(made: Promise<StorySummary>): Promise<StorySummary> {
    const mine = era
    const story = await made
    if (mine !== era) return story
    deeds += 1
    list.value = [story, ...(list.value ?? []).filter(({ id }) => id !== story.id)]
    return story
  }

  onAccountForgotten(forget)

  return { list, trashed, loading, failure, trashFailure, load, loadTrash, create, copy, trash, restore, erase, forget }
})
