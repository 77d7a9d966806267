/** The screen is left for another one, or for another story, at once or once the creator says so. */
import { computed, shallowRef, type WritableComputedRef } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate, useRouter, type RouteLocationNormalized } from 'vue-router'
import { onPartNotLoaded } from '../../ui/later'

export interface Leaving {
  /** Whether the creator is asked; false is to stay. */
  readonly asking: WritableComputedRef<boolean>
  readonly leave: () => Promise<void>
}

/** @param losesSomething whether leaving now would lose what is under way */
export function useLeaving(losesSomething: () => boolean): Leaving {
  const router = useRouter()
  const wanted = shallowRef<RouteLocationNormalized | null>(null)
  const asking = computed({
    get: () => wanted.value !== null,
    set: () => (wanted.value = null),
  })
  /** Only what was said counts as a yes: a second click on the same link asks again. */
  let sure = false

  function guard(to: RouteLocationNormalized): boolean {
    if (sure || !losesSomething()) return true
    wanted.value = to
    return false
  }

  async function leave(): Promise<void> {
    if (!wanted.value) return
    sure = true
    try {
      await router.push(wanted.value.fullPath)
    } finally {
      sure = false
      wanted.value = null
    }
  }

  onPartNotLoaded(() => (asking.value = false))
  onBeforeRouteLeave(guard)
  onBeforeRouteUpdate((to, from) => to.path === from.path || guard(to))
  return { asking, leave }
}
