/** Lists that are the same list while the same things are in it: who watches one is not told of what is none of its business. */
import { computed, type ComputedRef } from 'vue'

export function steady<Item>(list: () => Item[]): ComputedRef<Item[]> {
  return computed<Item[]>((before) => {
    const now = list()
    return before?.length === now.length && now.every((item, at) => item === before[at]) ? before : now
  })
}
