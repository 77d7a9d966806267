/**
 * What shows the story, the map or the outline: what was chosen last in this browser.
 *
 * Where nothing was, a phone begins with the outline: there a map shows one card at a time, and links are hard to draw
 * with a thumb, while an outline is read and mended as a text is.
 */
import { useLocalStorage, useMediaQuery } from '@vueuse/core'
import { computed, nextTick, ref, watch } from 'vue'
import { PartNotLoaded } from '../../../ui/later'
import type { View } from '../commands/desk'
import { useDraftStore } from '../draft/draftStore'
import { linkedBy } from '../draft/links'
import { loadOutline } from '../laterParts'
import { useSelectionStore } from '../selection'

export type ViewName = 'map' | 'outline'

/** `load` brings the outline's code. */
export function useView(load: () => Promise<unknown> = loadOutline) {
  const draft = useDraftStore()
  const selection = useSelectionStore()
  const narrow = useMediaQuery('(width < 700px)')
  const chosen = useLocalStorage<string>('fabula:story:view', '')
  const viewName = computed<ViewName>(() => {
    const { value } = chosen
    return value === 'map' || value === 'outline' ? value : narrow.value ? 'outline' : 'map'
  })
  const view = ref<View>()
  if (viewName.value === 'outline') void hasOutline()

  // What is not there is not selected; an option without a target has no link on the map.
  watch(
    () => {
      if (selection.link === null) return false
      const linked = linkedBy(draft.document, selection.link)
      return linked === null || (viewName.value === 'map' && linked.option.target === null)
    },
    (isGone) => isGone && selection.selectLink(null),
  )
  // Only the map shows groups.
  watch(
    () => viewName.value === 'outline' && selection.group !== null,
    (isGone) => isGone && selection.selectGroup(null),
  )

  /** Show the story in this way, unless its code does not come. What is selected is brought into view there, too. */
  async function choose(name: ViewName): Promise<void> {
    if (name === 'outline' && !(await hasOutline())) return
    chosen.value = name
    await nextTick()
    const scene = [...selection.scenes].at(-1)
    if (scene !== undefined) await view.value?.reveal(scene)
  }

  /** … and the focus goes there. */
  async function look(name: ViewName): Promise<void> {
    await choose(name)
    await view.value?.takeFocus()
  }

  /** Whether the outline's code has come. */
  async function hasOutline(): Promise<boolean> {
    try {
      await load()
      return true
    } catch (error) {
      if (error instanceof PartNotLoaded) return false
      throw error
    }
  }

  return { view, viewName, choose, look }
}
