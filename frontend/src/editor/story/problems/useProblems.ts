/** The draft's problems, found anew a moment after it has changed. */
import { watchDebounced } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import type { AssetId, Document as StoryDocument } from '../../../story/model'
import { findProblems, type AssetState, type Problem } from '../../../story/problems'
import { problemsOfScenes } from './grouping'

export function useProblems(document: () => StoryDocument | null, states: () => ReadonlyMap<AssetId, AssetState>) {
  const problems = shallowRef<readonly Problem[]>([])
  watchDebounced(
    [document, states],
    ([now, assets]) => {
      problems.value = now ? findProblems(now, assets) : []
    },
    { debounce: 250, maxWait: 1_000, immediate: true },
  )
  return {
    problems,
    byScene: computed(() => problemsOfScenes(problems.value)),
    errors: computed(() => problems.value.filter((problem) => problem.severity === 'error').length),
    warnings: computed(() => problems.value.filter((problem) => problem.severity === 'warning').length),
  }
}
