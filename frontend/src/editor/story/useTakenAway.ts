/**
 * Says who removed what one is in, where that was done in another window: the scene whose panel is open, which it takes
 * along, or the card or note on the map that is being written in. The words are kept: the server does not take them.
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
      const field = document.activeElement
      const { typing } = placeOf({ target: field })
      const around = typing ? field?.closest<HTMLElement>('[data-scene], [data-frame]')?.dataset : undefined
      const scene = selection.panel === 'scene' ? selection.scene : around?.scene
      const removed = told.findLast(({ edit }) => {
        if (edit.type === 'scene.removed') return edit.scene === scene && !draft.document?.scenes.has(edit.scene)
        return edit.type === 'group.removed' && edit.group === around?.frame && !draft.document?.groups.has(edit.group)
      })
      if (!removed) return
      const own = removed.by !== null && removed.by === draft.account
      // Taken back by the server for this very window.
      if (own && removed.undoes !== null) return
      if (typing) typingOn.begin()
      const writers = writersOf(others())
      const who = writers.length === 1 ? writers[0] : t('presence.somebody')
      const what = removed.edit.type === 'scene.removed' ? 'scene' : 'written'
      say(t(`presence.removed.${what}.${own ? 'you' : 'other'}`, { who }))
    },
    { flush: 'sync' },
  )
}
