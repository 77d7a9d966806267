import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { useApi } from '../../api/client'
import { describeFailure } from '../failure'
import { importFile, newAttempt, type Attempt, type Imported, type Progress } from './importing'

/** A file that is to become a story, and how far it is. */
export interface Bringing {
  readonly id: number
  readonly file: File
  readonly attempt: Attempt
  readonly progress: Progress | null
  readonly outcome: Imported | null
  /** What went wrong on the way; the file can be tried again. */
  readonly failure: ReturnType<typeof describeFailure> | null
}

export interface Imports {
  readonly files: Readonly<ShallowRef<readonly Bringing[]>>
  readonly busy: ComputedRef<boolean>
  readonly add: (files: readonly File[]) => void
  readonly retry: (id: number) => void
  /** Forget what is over. */
  readonly clear: () => void
}

/** Files become stories, one after another. `onMade` is told of each. Leaving the screen stops watching. */
export function useImports(onMade: (imported: Imported) => void): Imports {
  const api = useApi()
  const leaving = new AbortController()
  const known = shallowRef<readonly Bringing[]>([])
  let last = 0
  let running = false
  onScopeDispose(() => leaving.abort())

  function add(files: readonly File[]): void {
    const fresh = files.map((file) => ({
      id: ++last,
      file,
      attempt: newAttempt(),
      progress: null,
      outcome: null,
      failure: null,
    }))
    known.value = [...known.value, ...fresh]
    void run()
  }

  function retry(id: number): void {
    change(id, { failure: null, progress: null })
    void run()
  }

  function clear(): void {
    known.value = known.value.filter((one) => !isOver(one))
  }

  async function run(): Promise<void> {
    if (running) return
    running = true
    for (let next = waiting(); next; next = waiting()) {
      const { id, file, attempt } = next
      try {
        const outcome = await importFile(api, file, attempt, (progress) => change(id, { progress }), leaving.signal)
        change(id, { outcome })
        if (outcome.storyId) onMade(outcome)
      } catch (error) {
        if (leaving.signal.aborted) return
        change(id, { failure: describeFailure(error) })
      }
    }
    running = false
  }

  function waiting(): Bringing | undefined {
    return known.value.find((one) => !isOver(one))
  }

  function change(id: number, what: Partial<Bringing>): void {
    known.value = known.value.map((one) => (one.id === id ? { ...one, ...what } : one))
  }

  const busy = computed(() => known.value.some((one) => !isOver(one)))
  return { files: known, busy, add, retry, clear }
}

function isOver(one: Bringing): boolean {
  return one.outcome !== null || one.failure !== null
}
