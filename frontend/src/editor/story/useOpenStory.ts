/** A story is open while its screen is: loaded, followed, and guarded against closing the tab too soon. */
import { useDocumentVisibility, useEventListener, useIntervalFn } from '@vueuse/core'
import { onBeforeUnmount, watch } from 'vue'
import { useApi } from '../../api/client'
import { useDraftStore } from './draft/draftStore'
import { BrowserKeptEdits } from './draft/keptEdits'
import { commitTyping } from './draft/typing'
import { useSelectionStore } from './selection'
import { assetsApi, draftApi } from './storyApi'
import { useAssetsStore } from './upload/assetsStore'

const LOOK_FOR_OTHERS_MS = 15_000

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
      later(ms, run) {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
    })
  }

  watch(storyId, open, { immediate: true })

  // Others' edits; never for a tab nobody looks at.
  useIntervalFn(() => {
    if (visibility.value === 'visible' && draft.open === 'ready') void draft.catchUp()
  }, LOOK_FOR_OTHERS_MS)
  watch(visibility, (now) => {
    if (now === 'visible') void draft.catchUp()
    else commitTyping()
  })
  useEventListener(window, 'online', () => draft.retryNow())
  useEventListener(window, 'pagehide', commitTyping)
  useEventListener(window, 'beforeunload', (event) => {
    commitTyping()
    if (draft.atRisk() || assets.isSending()) event.preventDefault()
  })

  // A picture some other tab gave a scene is asked for once.
  watch(
    () => draft.document,
    (document) => {
      for (const scene of document?.scenes.values() ?? []) assets.need(scene.data.image)
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
