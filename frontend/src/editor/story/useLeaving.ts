/** The screen is left for another one, or for another story, at once or once the creator says so. */
import { computed, shallowRef, type ComputedRef } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate, useRouter, type RouteLocationNormalized } from 'vue-router'

export interface Leaving {
  /** Whether the creator is asked. */
  readonly asking: ComputedRef<boolean>
  readonly leave: () => Promise<void>
  readonly stay: () => void
}

/** @param losesSomething whether leaving now would lose what is under way */
export function useLeaving(losesSomething: () => boolean): Leaving {
  const router = useRouter()
  const wanted = shallowRef<RouteLocationNormalized | null>(null)
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

  onBeforeRouteLeave(guard)
  onBeforeRouteUpdate((to, from) => to.path === from.path || guard(to))
  return { asking: computed(() => wanted.value !== null), leave, stay: () => (wanted.value = null) }
}
