/** Copying scenes, groups and notes, here and elsewhere. */
import { scenesIn } from '../arrange/grouping'
import type { Clipboard } from '../clipboard/useClipboard'
import { command, type Command } from './command'
import type { Desk } from './desk'

/** The browser answers to the keys of the first three itself, with events of its own. */
export function clipboardCommands({ selection, story }: Desk, clipboard: Clipboard): readonly Command[] {
  const group = () => story()?.groups.get(selection.group ?? '')
  const when = () => selection.scenes.size > 0 || group() !== undefined
  function canCut(): boolean {
    const [document, framed] = [story(), group()]
    return document && framed ? scenesIn(document, framed).length === 0 : when()
  }
  return [
    command('cut', 'edit', () => clipboard.write('cut'), { keys: ['Mod+X'], reach: 'elsewhere', when: canCut }),
    command('copy', 'edit', () => clipboard.write('copy'), { keys: ['Mod+C'], reach: 'elsewhere', when }),
    command('paste', 'edit', clipboard.read, { keys: ['Mod+V'], reach: 'elsewhere' }),
    command('duplicate', 'edit', clipboard.duplicate, { keys: ['Mod+D'], when }),
  ]
}
