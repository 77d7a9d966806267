/** Who else is in the open story: asked for while the window can be seen, with a channel to this browser's others. */
import { useDocumentVisibility, useEventListener } from '@vueuse/core'
import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'
import { answered, useApi } from '../../../api/client'
import { useDraftStore } from '../draft/draftStore'
import { useSelectionStore } from '../selection'
import { startTimer } from '../timer'
import { sameCompany } from './people'
import { Presence, type OtherWindow } from './presence'

/** Where the others are; where the draft has moved on, it is caught up with. */
export function usePresence(storyId: () => string): Readonly<ShallowRef<readonly OtherWindow[]>> {
  const api = useApi()
  const draft = useDraftStore()
  const selection = useSelectionStore()
  const visibility = useDocumentVisibility()
  const others = shallowRef<readonly OtherWindow[]>([])
  let close: () => void = () => undefined

  function begin(id: string): void {
    close()
    const params = { path: { story_id: id, window_id: crypto.randomUUID() } }
    const channel = new BroadcastChannel(`fabula:story:${id}`)
    const presence = new Presence({
      stay: (scene) => answered(api.PUT('/v1/stories/{story_id}/windows/{window_id}', { params, body: { scene } })),
      // Kept alive, so that it arrives though the page is gone.
      leave: () =>
        void api
          .DELETE('/v1/stories/{story_id}/windows/{window_id}', { params, keepalive: true })
          .catch(() => undefined), // forgotten within 25 s all the same
      nudge: () => channel.postMessage(null),
      later: startTimer,
      found(found, revision) {
        if (!sameCompany(found, others.value)) others.value = found
        if (revision > draft.revision) void draft.catchUp()
      },
    })
    channel.onmessage = () => presence.nudged()
    const stops = [
      watch(visibility, (now) => (now === 'visible' ? presence.arrive() : presence.leave()), { immediate: true }),
      watch(
        () => selection.scene,
        (scene) => presence.moved(scene),
        { immediate: true },
      ),
      watch(
        () => draft.unsent,
        (now, before) => now < before && presence.sent(),
      ),
      useEventListener(window, 'pagehide', () => presence.leave()),
      useEventListener(window, 'pageshow', () => visibility.value === 'visible' && presence.arrive()),
    ]
    close = () => {
      for (const stop of stops) stop()
      presence.leave()
      channel.close()
    }
  }

  // Before the draft is open there is nobody to be in it with.
  watch(
    () => (draft.open === 'ready' ? storyId() : null),
    (id) => (id === null ? close() : begin(id)),
    { immediate: true },
  )
  onBeforeUnmount(() => close())

  return others
}
