/**
 * Says who removed the scene whose panel is open, where that was done in another window: it takes the panel along. What
 * was being typed there, or in a note that is removed so, is typed on: those keys are no commands.
 */
import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { say } from '../../ui'
import type { TypingOn } from './commands/typingOn'
import { placeOf } from './commands/useCommands'
import { useDraftStore } from './draft/draftStore'
import { writersOf } from './presence/people'
import type { OtherWindow } from './presence/presence'
import { useSelectionStore } from './selection'

export function useTakenAway(others: () => readonly OtherWindow[], typingOn: TypingOn): void {
  const { t } = useI18n()
  const draft = useDraftStore()
  const selection = useSelectionStore()

  // At once, while the panel or the field is still there.
  watch(
    () => draft.told,
    (told) => {
      const { panel, scene } = selection
      const target = document.activeElement
      const frame = target?.closest<HTMLElement>('[data-frame]')?.dataset.frame
      const { typing } = placeOf({ target })
      if (typing && told.some(({ edit }) => edit.type === 'group.removed' && edit.group === frame)) typingOn.begin()
      if (panel !== 'scene' || scene === null || draft.document?.scenes.has(scene) !== false) return
      const removed = told.findLast(({ edit }) => edit.type === 'scene.removed' && edit.scene === scene)
      if (!removed) return
      const own = removed.by !== null && removed.by === draft.account
      // Taken back by the server for this very window.
      if (own && removed.undoes !== null) return
      if (typing) typingOn.begin()
      const writers = writersOf(others())
      const who = writers.length === 1 ? writers[0] : t('presence.somebody')
      say(own ? t('presence.removedByYou') : t('presence.removed', { who }))
    },
    { flush: 'sync' },
  )
}
