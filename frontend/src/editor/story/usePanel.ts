/** The panel beside the story: what opens it and goes on in it, and where the focus is when it has closed. */
import { until } from '@vueuse/core'
import { nextTick, shallowRef, useTemplateRef, watch, type Ref } from 'vue'
import { onPartNotLoaded } from '../../ui/later'
import type { View } from './commands/desk'
import { goToPlace } from './panel/places'
import type { Place } from './problems/place'
import { useSelectionStore, type Panel } from './selection'

export function usePanel(view: Readonly<Ref<View | undefined>>) {
  const selection = useSelectionStore()
  const panel = useTemplateRef<{ focus(): void }>('panel')
  /** The preview's first scene. Asked for again, it begins there again. */
  const previewFrom = shallowRef<{ readonly scene: string } | null>(null)
  /** What opened the panel, and gets the focus back. */
  let opener: Element | null = null

  // A panel takes its place from the view: what is selected must not vanish behind it.
  watch(panel, async () => {
    await nextTick()
    if (selection.scene !== null) void view.value?.uncover(selection.scene)
  })
  // The view goes along with the preview.
  watch(
    () => selection.previewing,
    (scene) => {
      if (scene !== null) void view.value?.uncover(scene)
    },
  )

  async function toggle(which: Panel): Promise<void> {
    previewFrom.value = null
    opener = document.activeElement
    selection.toggle(which)
    if (selection.panel !== null) await enter()
  }

  /** Go into the panel, once it is there: its code may only be on its way. */
  async function enter(): Promise<void> {
    const there = await until(panel).toBeTruthy()
    there.focus()
  }

  onPartNotLoaded(() => {
    if (!panel.value) selection.panel = null
  })

  function close(): void {
    const [which, scene] = [selection.panel, selection.scene]
    selection.panel = null
    if (scene !== null) void view.value?.takeFocus()
    else if (which !== 'scene' && opener instanceof HTMLElement) opener.focus()
  }

  /** Bring a scene into view and go into its panel. */
  async function openScene(scene: string): Promise<void> {
    selection.openScene(scene)
    await nextTick()
    void view.value?.uncover(scene)
    await enter()
  }

  /** Go to a place in a panel, which opens for it. */
  function goTo(place: Place | null): void {
    if (place === null) return
    if (place.panel === 'scene') void openScene(place.scene)
    else selection.panel = place.panel
    void goToPlace(place.part)
  }

  function preview(from: string): void {
    previewFrom.value = { scene: from }
    selection.panel = 'preview'
  }

  return { previewFrom, toggle, close, openScene, goTo, preview }
}
