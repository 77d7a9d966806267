/** Copying scenes, here and elsewhere. */
import type { Clipboard } from '../clipboard/useClipboard'
import { command, type Command } from './command'
import type { Desk } from './desk'

/** The browser answers to the keys of the first three itself, with events of its own. */
export function clipboardCommands({ selection }: Desk, clipboard: Clipboard): readonly Command[] {
  const when = () => selection.scenes.size > 0
  return [
    command('cut', 'edit', () => clipboard.write('cut'), { keys: ['Mod+X'], reach: 'elsewhere', when }),
    command('copy', 'edit', () => clipboard.write('copy'), { keys: ['Mod+C'], reach: 'elsewhere', when }),
    command('paste', 'edit', clipboard.read, { keys: ['Mod+V'], reach: 'elsewhere' }),
    command('duplicate', 'edit', clipboard.duplicate, { keys: ['Mod+D'], when }),
  ]
}
