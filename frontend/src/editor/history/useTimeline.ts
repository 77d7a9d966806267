import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { answered, idempotent, useApi, type Schemas } from '../../api/client'
import type { Document as StoryDocument } from '../../story/model'
import { documentAt, type Moment } from './documentAt'
import { rowsOf, type Mark, type Row, type TimedEdit } from './timeline'

/** The open draft, as far as the history follows it. */
export interface FollowedDraft {
  readonly document: StoryDocument | null
  readonly revision: number
  readonly unsent: number
}

export interface Timeline {
  readonly rows: ComputedRef<readonly Row[]>
  /** The newest moment known; null until it is. */
  readonly now: ShallowRef<Moment | null>
  readonly edits: ShallowRef<readonly TimedEdit[]>
  readonly versions: ShallowRef<readonly Schemas['Version'][]>
  readonly account: Ref<string | null>
  /** Whether the edits reach back to the beginning. */
  readonly whole: ComputedRef<boolean>
  readonly loading: Ref<boolean>
  readonly failure: ShallowRef<unknown>
  readonly load: () => Promise<void>
  readonly loadEarlier: () => Promise<void>
  /** Load back to a moment. */
  readonly reach: (revision: number) => Promise<void>
  /** The document at a moment that has been reached. */
  readonly at: (revision: number) => StoryDocument
  /** Raise what the call raises. The same key names a moment once, however often it is sent. */
  readonly name: (revision: number, name: string, key: string) => Promise<string>
  readonly rename: (id: string, name: string) => Promise<void>
  readonly forget: (id: string) => Promise<void>
}

/** Documents kept, so that scrubbing takes back only what lies between two moments. */
const KEPT = 24

/** A story's history, read backwards from now as far as somebody looks, and followed while it grows. */
export function useTimeline(storyId: () => string, draft: FollowedDraft): Timeline {
  const api = useApi()
  const now = shallowRef<Moment | null>(null)
  const edits = shallowRef<readonly TimedEdit[]>([])
  const versions = shallowRef<readonly Schemas['Version'][]>([])
  const checkpoints = shallowRef<readonly Schemas['Checkpoint'][]>([])
  const account = ref<string | null>(null)
  const loading = ref(false)
  const failure = shallowRef<unknown>()
  let kept = new Map<number, StoryDocument>()

  const path = computed(() => ({ story_id: storyId() }))
  const whole = computed(() => now.value !== null && (edits.value[0]?.revision ?? now.value.revision + 1) === 1)
  const marks = computed<Mark[]>(() => [
    ...versions.value.map(({ number, revision, published_at }): Mark => {
      return { kind: 'version', revision, number, at: published_at }
    }),
    ...checkpoints.value.map((one): Mark => ({ kind: 'checkpoint', ...one })),
  ])
  const rows = computed(() => (now.value === null ? [] : rowsOf(edits.value, marks.value, whole.value)))

  async function load(): Promise<void> {
    const { document, revision } = draft
    if (document === null) return
    await trying(async () => {
      const params = { params: { path: path.value } }
      const [page, listed, named, { id }] = await Promise.all([
        earlierThan(revision + 1),
        answered(api.GET('/v1/stories/{story_id}/versions', params)),
        answered(api.GET('/v1/stories/{story_id}/checkpoints', params)),
        answered(api.GET('/v1/account')),
      ])
      kept = new Map()
      now.value = { document, revision }
      edits.value = page
      versions.value = listed.versions
      checkpoints.value = named.checkpoints
      account.value = id
    })
  }

  async function loadEarlier(): Promise<void> {
    const oldest = edits.value[0]?.revision
    if (oldest === undefined || whole.value || loading.value) return
    await trying(async () => {
      const page = await earlierThan(oldest)
      if (edits.value[0]?.revision === oldest) edits.value = [...page, ...edits.value]
    })
  }

  async function reach(revision: number): Promise<void> {
    while (!whole.value && (edits.value[0]?.revision ?? 1) > revision + 1) {
      await loadEarlier()
      if (failure.value !== undefined) return
    }
  }

  /** Take in what was done since, by anybody. */
  async function follow(): Promise<void> {
    const [known, { document, revision }] = [now.value, draft]
    if (known === null || document === null || draft.unsent > 0 || revision <= known.revision) return
    await trying(async () => {
      const fresh: TimedEdit[] = []
      let since = known.revision
      while (since < revision) {
        const query = { since: String(since) }
        const page = await answered(api.GET('/v1/stories/{story_id}/edits', { params: { path: path.value, query } }))
        fresh.push(...(page.edits as unknown as TimedEdit[]))
        since = fresh.at(-1)?.revision ?? revision
      }
      if (now.value !== known) return
      edits.value = [...edits.value, ...fresh.filter((one) => one.revision <= revision)]
      now.value = { document, revision }
    })
  }

  // The server has checked them against the same model as ours.
  async function earlierThan(revision: number): Promise<TimedEdit[]> {
    const params = { path: path.value, query: { before: String(revision) } }
    const page = await answered(api.GET('/v1/stories/{story_id}/edits', { params }))
    return page.edits as unknown as TimedEdit[]
  }

  async function trying(work: () => Promise<void>): Promise<void> {
    loading.value = true
    failure.value = undefined
    try {
      await work()
    } catch (error) {
      failure.value = error
    } finally {
      loading.value = false
    }
  }

  function at(revision: number): StoryDocument {
    if (now.value === null) throw new Error('the history is not loaded')
    if (revision === now.value.revision) return now.value.document
    const known = kept.get(revision)
    if (known) return known
    let nearest = now.value
    for (const [other, document] of kept)
      if (Math.abs(other - revision) < Math.abs(nearest.revision - revision)) nearest = { revision: other, document }
    const document = documentAt(nearest, edits.value, revision)
    if (kept.size >= KEPT) kept.delete([...kept.keys()][0] as number)
    kept.set(revision, document)
    return document
  }

  async function name(revision: number, wanted: string, key: string): Promise<string> {
    const headers = idempotent(key)
    const call = { params: { path: path.value }, headers, body: { revision, name: wanted } }
    const made = await answered(api.POST('/v1/stories/{story_id}/checkpoints', call))
    checkpoints.value = [made, ...checkpoints.value]
    return made.id
  }

  async function rename(id: string, wanted: string): Promise<void> {
    const params = { path: { ...path.value, checkpoint_id: id } }
    const call = api.PUT('/v1/stories/{story_id}/checkpoints/{checkpoint_id}', { params, body: { name: wanted } })
    const renamed = await answered(call)
    checkpoints.value = checkpoints.value.map((one) => (one.id === id ? renamed : one))
  }

  async function forget(id: string): Promise<void> {
    const params = { path: { ...path.value, checkpoint_id: id } }
    await api.DELETE('/v1/stories/{story_id}/checkpoints/{checkpoint_id}', { params })
    checkpoints.value = checkpoints.value.filter((one) => one.id !== id)
  }

  watch(() => [draft.revision, draft.unsent], follow)

  return {
    rows,
    now,
    edits,
    versions,
    account,
    whole,
    loading,
    failure,
    load,
    loadEarlier,
    reach,
    at,
    name,
    rename,
    forget,
  }
}
