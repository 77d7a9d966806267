import { computed, onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { answered, idempotent, useApi, type Schemas } from '../../api/client'
import { passes } from '../../api/problem'

type Problem = Schemas['Problem']
type Publication = Schemas['Publication']
type Story = Schemas['StorySummary']

/** Where a publication stands, from the creator's side. */
export type Stage = 'checking' | 'blocked' | 'ready' | 'going' | 'done' | 'failed'

export interface Publishing {
  readonly stage: Ref<Stage>
  readonly problems: ShallowRef<readonly Problem[]>
  /** The version readers see before this publication; none if the story was never published. */
  readonly current: Ref<number | null>
  /** The story as it was when it was checked. */
  readonly story: ShallowRef<Story | undefined>
  readonly publication: ShallowRef<Publication | undefined>
  /** What went wrong with the last call; the stage says with which. */
  readonly failure: ShallowRef<unknown>
  readonly starting: Ref<boolean>
  /** The server does not answer while it publishes; we go on asking. */
  readonly lost: Ref<boolean>
  readonly check: () => Promise<void>
  /** Look anew which version readers see. */
  readonly refresh: () => Promise<void>
  readonly publish: (revision: number) => Promise<void>
}

const FIRST_PAUSE_MS = 400
const LONGEST_PAUSE_MS = 5_000

/** How long to wait before asking for the n-th time (from 0), in milliseconds. */
export function pauseBefore(asking: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.5 ** asking)
}

/**
 * Check a story, publish it, and follow the publication until it ends. Asking stops with the component.
 *
 * `onPublished` is called once for each publication that reached readers.
 */
export function usePublishing(storyId: () => string, onPublished: (publication: Publication) => void): Publishing {
  const api = useApi()
  const stage = ref<Stage>('checking')
  const problems = shallowRef<readonly Problem[]>([])
  const story = shallowRef<Story>()
  const current = computed(() => story.value?.version ?? null)
  const publication = shallowRef<Publication>()
  const failure = shallowRef<unknown>()
  const starting = ref(false)
  const lost = ref(false)
  const leaving = new AbortController()
  let request = { revision: -1, key: '' }
  onScopeDispose(() => leaving.abort())

  async function check(): Promise<void> {
    stage.value = 'checking'
    failure.value = undefined
    try {
      const params = { path: { story_id: storyId() } }
      const [found, summary] = await Promise.all([
        answered(api.GET('/v1/stories/{story_id}/problems', { params })),
        answered(api.GET('/v1/stories/{story_id}', { params })),
      ])
      story.value = summary
      judge(found.problems)
    } catch (error) {
      failure.value = error
    }
  }

  async function refresh(): Promise<void> {
    try {
      story.value = await answered(api.GET('/v1/stories/{story_id}', { params: { path: { story_id: storyId() } } }))
    } catch (error) {
      failure.value = error
    }
  }

  function judge(found: readonly Problem[]): void {
    problems.value = found
    stage.value = found.some((problem) => problem.severity === 'error') ? 'blocked' : 'ready'
  }

  async function publish(revision: number): Promise<void> {
    if (request.revision !== revision) request = { revision, key: crypto.randomUUID() }
    starting.value = true
    failure.value = undefined
    try {
      const params = { path: { story_id: storyId() } }
      const headers = idempotent(request.key)
      const call = api.POST('/v1/stories/{story_id}/publications', { params, headers, body: { revision } })
      publication.value = await answered(call)
      stage.value = 'going'
    } catch (error) {
      failure.value = error
      return
    } finally {
      starting.value = false
    }
    await follow(publication.value)
  }

  async function follow({ id }: Publication): Promise<void> {
    for (let asking = 0; !settle(); asking += 1) {
      await pause(pauseBefore(asking))
      if (leaving.signal.aborted) return
      try {
        const params = { path: { story_id: storyId(), publication_id: id } }
        const call = api.GET('/v1/stories/{story_id}/publications/{publication_id}', { params })
        publication.value = await answered(call)
        lost.value = false
      } catch (error) {
        if (!passes(error)) return fail(error)
        lost.value = true
      }
    }
  }

  /** Act on where the publication stands; true when it has ended. */
  function settle(): boolean {
    const now = publication.value
    if (now === undefined || now.state === 'queued' || now.state === 'publishing') return false
    request = { revision: -1, key: '' }
    if (now.state === 'published') {
      stage.value = 'done'
      onPublished(now)
    } else if (now.state === 'refused') {
      judge(now.problems)
    } else {
      stage.value = 'failed'
    }
    return true
  }

  function fail(error: unknown): void {
    failure.value = error
    stage.value = 'failed'
  }

  return { stage, problems, current, story, publication, failure, starting, lost, check, refresh, publish }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
