import {
  computed,
  ref,
  shallowReactive,
  shallowRef,
  watch,
  type ComputedRef,
  type ShallowRef,
  type WritableComputedRef,
} from 'vue'
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
  /** What the moment can be compared with. */
  readonly others: ComputedRef<readonly Other[]>
  /** What it is compared with: what was chosen last, where that can be. */
  readonly other: WritableComputedRef<Other | null>
  /** Null while one of the two is not there yet. */
  readonly compared: ComputedRef<Compared | null>
  readonly failure: ShallowRef<unknown>
  readonly load: () => Promise<void>
}

/** What a moment can be compared with: what is older, newer or published, and not the very same. */
export function othersOf(row: Row, now: number, versions: readonly { number: number; revision: number }[]): Other[] {
  return [
    ...(row.kind === 'beginning' ? [] : ['before' as const]),
    ...(row.revision === now ? [] : ['now' as const]),
    ...versions.filter(({ revision }) => revision !== row.revision).map(({ number }) => `version ${number}` as const),
  ]
}

/** A moment beside another one; the older of the two counts as what was before. */
export function useComparison(storyId: () => string, timeline: Timeline, chosen: () => Row | null): Comparison {
  const api = useApi()
  const wanted = ref<Other>('before')
  const others = computed(() => {
    const [row, now] = [chosen(), timeline.now.value]
    return row && now ? othersOf(row, now.revision, timeline.versions.value) : []
  })
  const other = computed({
    get: () => (others.value.includes(wanted.value) ? wanted.value : (others.value[0] ?? null)),
    set: (next: Other | null) => {
      if (next !== null) wanted.value = next
    },
  })
  const documents = shallowReactive(new Map<number, StoryDocument>())
  const failure = shallowRef<unknown>()
  const version = computed(() => (other.value?.startsWith('version ') ? Number(other.value.slice(8)) : null))

  const compared = computed<Compared | null>(() => {
    const row = chosen()
    const now = timeline.now.value
    if (row === null || now === null || other.value === null) return null
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
  return { others, other, compared, failure, load }
}
