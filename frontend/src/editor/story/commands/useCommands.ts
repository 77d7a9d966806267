/** The story screen's commands, and its keys. */
import { useEventListener } from '@vueuse/core'
import { useArranging, type Arranging } from '../arrange/useArranging'
import { useClipboard } from '../clipboard/useClipboard'
import { arrangeCommands } from './arrangeCommands'
import { clipboardCommands } from './clipboardCommands'
import { commandFor, type Command, type Place } from './command'
import type { Desk } from './desk'
import { editCommands } from './editCommands'
import { groupCommands } from './groupCommands'
import { optionCommands } from './optionCommands'
import { sceneCommands } from './sceneCommands'
import { screenCommands } from './screenCommands'
import type { TypingOn } from './typingOn'

/** All there are, in the order in which they are listed. Keys are answered while the story is open. */
export function useCommands(desk: Desk, typingOn: TypingOn): { commands: readonly Command[]; arranging: Arranging } {
  const clipboard = useClipboard(desk, placeOf)
  const arranging = useArranging(desk)
  const commands = [
    ...sceneCommands(desk),
    ...optionCommands(desk),
    ...editCommands(desk),
    ...clipboardCommands(desk, clipboard),
    ...arrangeCommands(desk, arranging),
    ...groupCommands(desk),
    ...screenCommands(desk),
  ]

  useEventListener(window, 'keydown', (event) => {
    if (desk.draft.open !== 'ready' || event.defaultPrevented) return
    const place = placeOf(event)
    if (typingOn.has(event, place.typing)) {
      event.preventDefault()
      return
    }
    const found = commandFor(commands, event, place)
    if (!found) return
    event.preventDefault()
    void found.run()
  })

  return { commands, arranging }
}

/** Where an event of the page happened. The keys of the canvas mean nothing in a panel, in the bar or in a dialog. */
export function placeOf({ target }: Pick<Event, 'target'>): Place {
  const within = (selector: string) => target instanceof Element && target.closest(selector) !== null
  return {
    typing: within('input, textarea, select, [contenteditable], dialog, [role="dialog"], [role="menu"]'),
    beside: within('aside, header'),
  }
}
