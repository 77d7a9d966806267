/** Copying scenes, here and elsewhere. */
import { ClipboardPaste, Copy, CopyPlus, Scissors } from '@lucide/vue'
import type { Clipboard } from '../clipboard/useClipboard'
import { command, type Command } from './command'
import type { Desk } from './desk'

/** The browser answers to the keys of the first three itself, with events of its own. */
export function clipboardCommands({ selection }: Desk, clipboard: Clipboard): readonly Command[] {
  const when = () => selection.scenes.size > 0
  return [
    command('cut', 'edit', Scissors, () => clipboard.write('cut'), { keys: ['Mod+X'], reach: 'elsewhere', when }),
    command('copy', 'edit', Copy, () => clipboard.write('copy'), { keys: ['Mod+C'], reach: 'elsewhere', when }),
    command('paste', 'edit', ClipboardPaste, clipboard.read, { keys: ['Mod+V'], reach: 'elsewhere' }),
    command('duplicate', 'edit', CopyPlus, clipboard.duplicate, { keys: ['Mod+D'], when }),
  ]
}
