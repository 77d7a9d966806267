import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { answered, useApi, type Api, type Schemas } from '../../api/client'
import { listAssets } from '../story/upload/listAssets'
import { drawTraffic, type DrawnScene, type Traffic } from './traffic'

type Statistics = Schemas['StatisticsAnswer']

/** The story behind the numbers: loaded once, while the statistics are loaded again and again. */
interface Subject {
  readonly story: Schemas['StorySummary']
  readonly versions: readonly Schemas['Version'][]
  readonly scenes: readonly DrawnScene[]
  readonly start: string | null
  readonly pictures: ReadonlyMap<string, string>
}

export interface Numbers {
  readonly subject: ShallowRef<Subject | undefined>
  readonly statistics: ShallowRef<Statistics | undefined>
  readonly traffic: ComputedRef<Traffic | undefined>
  readonly titles: ComputedRef<ReadonlyMap<string, string>>
  /** The version looked at, as text for a select; empty for the one readers get. */
  readonly version: Ref<string>
  readonly loading: Ref<boolean>
  readonly failure: ShallowRef<unknown>
  readonly load: () => Promise<void>
}

/** A story's numbers. What is known stays shown while it is loaded anew, and when that fails. */
export function useNumbers(storyId: () => string): Numbers {
  const api = useApi()
  const subject = shallowRef<Subject>()
  const statistics = shallowRef<Statistics>()
  const version = ref('')
  const loading = ref(false)
  const failure = shallowRef<unknown>()
  let newest = 0

  const traffic = computed(() => {
    if (subject.value === undefined || statistics.value === undefined) return undefined
    const { scenes, start, pictures } = subject.value
    return drawTraffic(scenes, start, statistics.value, pictures)
  })
  const titles = computed(() => new Map(subject.value?.scenes.map((scene) => [scene.id, scene.data.title])))

  async function load(): Promise<void> {
    const turn = (newest += 1)
    loading.value = true
    try {
      const [about, counts] = await Promise.all([
        subject.value ?? loadSubject(api, storyId()),
        loadStatistics(api, storyId(), version.value),
      ])
      if (turn !== newest) return // a later load overtook this one
      subject.value = about
      statistics.value = counts
      failure.value = undefined
    } catch (error) {
      if (turn === newest) failure.value = error
    } finally {
      if (turn === newest) loading.value = false
    }
  }

  watch(version, load)
  return { subject, statistics, traffic, titles, version, loading, failure, load }
}

function loadStatistics(api: Api, story_id: string, version: string): Promise<Statistics> {
  const query = version === '' ? {} : { version }
  return answered(api.GET('/v1/stories/{story_id}/statistics', { params: { path: { story_id }, query } }))
}

async function loadSubject(api: Api, story_id: string): Promise<Subject> {
  const params = { path: { story_id } }
  const [story, { versions }, draft, assets] = await Promise.all([
    answered(api.GET('/v1/stories/{story_id}', { params })),
    answered(api.GET('/v1/stories/{story_id}/versions', { params })),
    loadDraft(api, story_id),
    listAssets(api, story_id),
  ])
  return { story, versions, ...draft, pictures: new Map(assets.flatMap(smallest)) }
}

async function loadDraft(api: Api, story_id: string): Promise<Pick<Subject, 'scenes' | 'start'>> {
  const scenes: DrawnScene[] = []
  let after: string | undefined
  for (;;) {
    const params = { path: { story_id }, query: after === undefined ? {} : { after } }
    const page = await answered(api.GET('/v1/stories/{story_id}/draft', { params }))
    scenes.push(...page.scenes)
    if (page.next === null) return { scenes, start: page.story.start }
    after = page.next
  }
}

/** An asset's id with the address of its smallest picture that every browser shows. */
function smallest(asset: Schemas['Asset']): [string, string][] {
  const [first] = asset.renditions.filter(({ format }) => format === 'webp').sort((a, b) => a.width - b.width)
  return first === undefined ? [] : [[asset.id, first.url]]
}
