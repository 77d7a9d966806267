/** What is selected and which panel is open: the screen's own state, never saved. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

export type Panel = 'scene' | 'variables' | 'problems' | 'preview' | 'settings'

export const useSelectionStore = defineStore('story-selection', () => {
  const scene = ref<string | null>(null)
  /** An edge's id. */
  const link = ref<string | null>(null)
  const panel = ref<Panel | null>(null)
  /** The scene the preview shows. */
  const previewing = ref<string | null>(null)

  function select(id: string | null): void {
    scene.value = id
    link.value = null
    if (id === null && panel.value === 'scene') panel.value = null
  }

  function selectLink(id: string): void {
    link.value = id
  }

  function openScene(id: string): void {
    select(id)
    panel.value = 'scene'
  }

  /** A tap on a scene opens it, unless the preview is being watched. */
  function tap(id: string): void {
    if (panel.value === 'preview') select(id)
    else openScene(id)
  }

  function toggle(which: Panel): void {
    panel.value = panel.value === which ? null : which
  }

  function reset(): void {
    scene.value = null
    link.value = null
    panel.value = null
    previewing.value = null
  }

  return { scene, link, panel, previewing, select, selectLink, openScene, tap, toggle, reset }
})
