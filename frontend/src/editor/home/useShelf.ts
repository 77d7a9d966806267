import { useLocalStorage } from '@vueuse/core'
import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { useStories } from '../stores/stories'
import { arrange, isOrder, type Order } from './shelf'

export type View = 'shelf' | 'trash'

export interface Shelf {
  readonly view: WritableComputedRef<View>
  readonly words: WritableComputedRef<string>
  readonly order: WritableComputedRef<Order>
  readonly shown: ComputedRef<ReturnType<typeof useStories>['list']>
}

/** What the home screen shows. The address says it, so that it can be gone back to; the order is remembered too. */
export function useShelf(): Shelf {
  const route = useRoute()
  const router = useRouter()
  const { locale } = useI18n()
  const stories = useStories()
  const remembered = useLocalStorage<string>('fabula:home:order', 'edited')

  function go(change: Record<string, string | undefined>): void {
    void router.replace({ query: { ...route.query, ...change } })
  }

  const view = computed<View>({
    get: () => (route.query['view'] === 'trash' ? 'trash' : 'shelf'),
    set: (value) => go({ view: value === 'trash' ? value : undefined }),
  })
  const words = computed<string>({
    get: () => (typeof route.query['q'] === 'string' ? route.query['q'] : ''),
    set: (value) => go({ q: value || undefined }),
  })
  const order = computed<Order>({
    get: () => {
      const asked = route.query['sort'] ?? remembered.value
      return isOrder(asked) ? asked : 'edited'
    },
    set: (value) => {
      remembered.value = value
      go({ sort: value === 'edited' ? undefined : value })
    },
  })
  const shown = computed(() => stories.list && arrange(stories.list, words.value, order.value, locale.value))
  return { view, words, order, shown }
}
