/** A story is open while its screen is: loaded, followed, and guarded against closing the tab too soon. */
import { useDocumentVisibility, useEventListener } from '@vueuse/core'
import { onBeforeUnmount, watch } from 'vue'
import { useApi } from '../../api/client'
import { useDraftStore } from './draft/draftStore'
import { BrowserKeptEdits } from './draft/keptEdits'
import { commitTyping } from './draft/typing'
import { useSelectionStore } from './selection'
import { assetsApi, draftApi } from './storyApi'
import { startTimer } from './timer'
import { useAssetsStore } from './upload/assetsStore'

export function useOpenStory(storyId: () => string): { open: () => void } {
  const api = useApi()
  const draft = useDraftStore()
  const assets = useAssetsStore()
  const selection = useSelectionStore()
  const visibility = useDocumentVisibility()
  const kept = new BrowserKeptEdits()

  function open(): void {
    selection.reset()
    void assets.openStory(assetsApi(api, storyId()))
    void draft.openStory({
      storyId: storyId(),
      api: draftApi(api, storyId()),
      kept,
      newId: () => crypto.randomUUID(),
      later: startTimer,
    })
  }

  watch(storyId, open, { immediate: true })

  watch(visibility, (now) => now === 'hidden' && commitTyping())
  useEventListener(window, 'online', () => draft.retryNow())
  useEventListener(window, 'pagehide', commitTyping)
  useEventListener(window, 'beforeunload', (event) => {
    commitTyping()
    if (draft.atRisk() || assets.isSending()) event.preventDefault()
  })

  // A file dropped where nothing takes it would be opened by the browser instead of the story.
  useEventListener(window, ['dragover', 'drop'], (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'none'
  })

  // A picture some other tab gave a scene is asked for once.
  watch(
    () => draft.document,
    (document, before) => {
      for (const scene of document?.scenes.values() ?? [])
        if (before?.scenes.get(scene.id) !== scene) assets.need(scene.data.image)
      if (document) assets.need(document.theme.cover)
    },
  )

  onBeforeUnmount(() => {
    draft.close()
    assets.close()
    selection.reset()
  })

  return { open }
}
