/**
 * Says who removed the scene whose panel is open, or the note one writes in, where that was done in another window. And
 * whatever one types in, once it is taken away like that, what is typed on is no command.
 */
import { nextTick, watch } from 'vue'
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

  // At once, while what goes is still there.
  watch(
    () => draft.told,
    async () => {
      const field = document.activeElement
      if (!placeOf({ target: field }).typing) return
      await nextTick()
      if (field?.isConnected === false) typingOn.begin()
    },
    { flush: 'sync' },
  )
  watch(
    () => draft.told,
    (told) => {
      const scene = selection.panel === 'scene' ? selection.scene : null
      const field = document.activeElement
      const around = placeOf({ target: field }).typing ? field?.closest<HTMLElement>('[data-frame]') : null
      const removed = told.findLast(({ edit }) => {
        if (edit.type === 'scene.removed') return edit.scene === scene && !draft.document?.scenes.has(edit.scene)
        return (
          edit.type === 'group.removed' &&
          edit.group === around?.dataset.frame &&
          !draft.document?.groups.has(edit.group)
        )
      })
      if (!removed) return
      const own = removed.by !== null && removed.by === draft.account
      // Taken back by the server for this very window.
      if (own && removed.undoes !== null) return
      const writers = writersOf(others())
      const who = writers.length === 1 ? writers[0] : t('presence.somebody')
      const what = removed.edit.type === 'scene.removed' ? 'scene' : 'written'
      say(t(`presence.removed.${what}.${own ? 'you' : 'other'}`, { who }))
    },
    { flush: 'sync' },
  )
}
