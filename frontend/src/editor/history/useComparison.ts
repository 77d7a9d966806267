import { computed, ref, shallowReactive, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useApi } from '../../api/client'
import { difference, type Change } from '../../story/difference'
import type { Document as StoryDocument } from '../../story/model'
import type { Row } from './timeline'
import type { Timeline } from './useTimeline'
import { loadVersionDocument } from './versionDocument'

/** What a moment is compared with. */
export type Other = 'before' | 'now' | `version ${number}`

export interface Compared {
  readonly before: StoryDocument
  readonly after: StoryDocument
  readonly changes: readonly Change[]
}

export interface Comparison {
  readonly other: Ref<Other>
  /** Null while one of the two is not there yet. */
  readonly compared: ComputedRef<Compared | null>
  readonly failure: ShallowRef<unknown>
  readonly load: () => Promise<void>
}

/** A moment beside another one; the older of the two counts as what was before. */
export function useComparison(storyId: () => string, timeline: Timeline, chosen: () => Row | null): Comparison {
  const api = useApi()
  const other = ref<Other>('before')
  const documents = shallowReactive(new Map<number, StoryDocument>())
  const failure = shallowRef<unknown>()
  const version = computed(() => (other.value.startsWith('version ') ? Number(other.value.slice(8)) : null))

  const compared = computed<Compared | null>(() => {
    const row = chosen()
    const now = timeline.now.value
    if (row === null || now === null) return null
    const here = timeline.at(row.revision)
    const beside = besideOf(row)
    if (beside === null) return null
    const [before, after] = beside.revision > row.revision ? [here, beside.document] : [beside.document, here]
    return { before, after, changes: difference(before, after) }
  })

  function besideOf(row: Row): { revision: number; document: StoryDocument } | null {
    if (other.value === 'now') return timeline.now.value
    if (version.value !== null) {
      const document = documents.get(version.value)
      const revision = timeline.versions.value.find(({ number }) => number === version.value)?.revision ?? 0
      return document ? { revision, document } : null
    }
    const revision = revisionBefore(row)
    return { revision, document: timeline.at(revision) }
  }

  /** Where the sitting began; for a mark, the moment that stands below it. */
  function revisionBefore(row: Row): number {
    if (row.kind === 'sitting') return row.sitting.from - 1
    const rows = timeline.rows.value
    const place = rows.findIndex(({ key }) => key === row.key)
    const below = rows.slice(place + 1).find(({ kind, revision }) => kind !== 'sitting' && revision < row.revision)
    return below?.revision ?? Math.min(row.revision, (timeline.edits.value[0]?.revision ?? 1) - 1)
  }

  async function load(): Promise<void> {
    const number = version.value
    failure.value = undefined
    if (number === null || documents.has(number)) return
    try {
      documents.set(number, await loadVersionDocument(api, storyId(), number))
    } catch (error) {
      if (version.value === number) failure.value = error
    }
  }

  watch(version, load)
  return { other, compared, failure, load }
}
