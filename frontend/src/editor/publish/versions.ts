import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { answered, useApi, type Api, type Schemas } from '../../api/client'
import { ApiProblem } from '../../api/problem'

type Version = Schemas['Version']

/** Which version readers get; null while they get none. */
export type Shown = number | null

export interface Versions {
  /** Newest first; undefined until they are known. */
  readonly versions: ShallowRef<readonly Version[] | undefined>
  readonly state: Ref<Schemas['VersionList']['state'] | undefined>
  /** What is being switched to; undefined while nothing is. */
  readonly switching: Ref<Shown | undefined>
  /** What went wrong with the last call. */
  readonly failure: ShallowRef<unknown>
  readonly load: () => Promise<void>
  /**
   * Have readers get another version, or none; gives what they got before, or undefined where it did not work. Where
   * somebody else switched meanwhile, what they chose is loaded instead and stands.
   */
  readonly show: (wanted: Shown) => Promise<Shown | undefined>
}

/** A story's versions, and which of them readers get. */
export function useVersions(storyId: () => string): Versions {
  const api = useApi()
  const versions = shallowRef<readonly Version[]>()
  const state = ref<Schemas['VersionList']['state']>()
  const switching = ref<Shown>()
  const failure = shallowRef<unknown>()
  let tag = ''

  async function load(): Promise<void> {
    failure.value = undefined
    try {
      await read()
    } catch (error) {
      failure.value = error
    }
  }

  async function read(): Promise<void> {
    const call = api.GET('/v1/stories/{story_id}/versions', { params: { path: { story_id: storyId() } } })
    const list = await answered(call)
    tag = (await call).response.headers.get('ETag') ?? ''
    versions.value = list.versions
    state.value = list.state
  }

  async function show(wanted: Shown): Promise<Shown | undefined> {
    const before = versions.value?.find(({ current }) => current)?.number ?? null
    switching.value = wanted
    failure.value = undefined
    try {
      await switchTo(wanted)
      await read()
      return before
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 412) await load()
      failure.value ??= error
      return undefined
    } finally {
      switching.value = undefined
    }
  }

  async function switchTo(wanted: Shown): Promise<void> {
    const header = { 'If-Match': tag }
    const path = { story_id: storyId() }
    if (wanted === null) await api.POST('/v1/stories/{story_id}/unpublish', { params: { path, header } })
    else {
      const params = { path: { ...path, number: String(wanted) }, header }
      await api.POST('/v1/stories/{story_id}/versions/{number}/current', { params })
    }
  }

  return { versions, state, switching, failure, load, show }
}

/** Everything that changed from a version to another one or to the draft. */
export async function loadDifference(
  api: Api,
  storyId: string,
  number: number,
  to: number | 'draft',
): Promise<readonly Schemas['Change'][]> {
  const changes: Schemas['Change'][] = []
  let next: number | null = 0
  while (next !== null) {
    const params = {
      path: { story_id: storyId, number: String(number) },
      query: { to: String(to), skip: String(next) },
    }
    const call = api.GET('/v1/stories/{story_id}/versions/{number}/difference', { params })
    const page: Schemas['Difference'] = await answered(call)
    changes.push(...page.changes)
    next = page.next
  }
  return changes
}
