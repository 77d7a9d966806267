/** The draft's problems: found anew by a worker a moment after it has changed, and by the server when it is quiet. */
import { watchDebounced } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { Problem } from '../../../story/problems'
import type { AssetStates } from './checking'
import { startTimer } from '../timer'
import { Checks } from './checks'
import { problemsOfScenes } from './grouping'
import { inWords } from './saying'
import { startWorker } from './startWorker'
import { useProved, type QuietDraft } from './useProved'

export function useProblems(storyId: () => string, draft: QuietDraft, states: () => AssetStates) {
  const found = shallowRef<readonly Problem[]>([])
  const proved = useProved(storyId, draft)
  const checks = new Checks({
    start: startWorker,
    later: startTimer,
    found: (problems) => void (found.value = inWords(problems ?? [], draft.document)),
  })
  watchDebounced(
    [() => draft.document, states] as const,
    ([document, assets]) => checks.ask(document && { document, assets }),
    { debounce: 100, maxWait: 500, immediate: true },
  )
  onScopeDispose(() => checks.stop())

  const problems = computed(() => [...found.value, ...proved.problems.value])
  return {
    problems,
    /** Whether these are all: the server has had its say on the draft as it is now. */
    complete: proved.current,
    /** The revision at which the server found those that only it finds. */
    provedAt: proved.revision,
    byScene: computed(() => problemsOfScenes(problems.value)),
    errors: computed(() => problems.value.filter((problem) => problem.severity === 'error').length),
    warnings: computed(() => problems.value.filter((problem) => problem.severity === 'warning').length),
  }
}
