/**
 * Whether the story is shown as a map or as an outline: what was chosen last in this browser.
 *
 * Where nothing was, a phone begins with the outline: there a map shows one card at a time, and links are hard to draw
 * with a thumb, while an outline is read and mended as a text is.
 */
import { useLocalStorage, useMediaQuery } from '@vueuse/core'
import { computed, type ComputedRef } from 'vue'

export type ViewName = 'map' | 'outline'

export function useView(): { view: ComputedRef<ViewName>; choose: (view: ViewName) => void } {
  const narrow = useMediaQuery('(width < 700px)')
  const chosen = useLocalStorage<string>('fabula:story:view', '')
  const view = computed<ViewName>(() => {
    const { value } = chosen
    return value === 'map' || value === 'outline' ? value : narrow.value ? 'outline' : 'map'
  })
  return { view, choose: (name) => (chosen.value = name) }
}
