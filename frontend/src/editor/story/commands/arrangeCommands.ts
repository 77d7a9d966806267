/** Where scenes stand: lined up, spaced, laid out, framed. */
import type { Arranging } from '../arrange/useArranging'
import { command, type Command } from './command'
import type { Desk } from './desk'

export function arrangeCommands({ selection, story, view }: Desk, arranging: Arranging): readonly Command[] {
  const { align, distribute } = arranging
  const atLeast = (count: number) => ({ when: () => selection.scenes.size >= count })
  return [
    command('layOut', 'arrange', () => arranging.layOut('story'), {
      keys: ['L'],
      when: () => (story()?.scenes.size ?? 0) > 1,
    }),
    command('layOutSelection', 'arrange', () => arranging.layOut('selection'), {
      keys: ['Shift+L'],
      ...atLeast(2),
    }),
    command('alignLeft', 'arrange', () => align('left'), atLeast(2)),
    command('alignCentre', 'arrange', () => align('centre'), atLeast(2)),
    command('alignRight', 'arrange', () => align('right'), atLeast(2)),
    command('alignTop', 'arrange', () => align('top'), atLeast(2)),
    command('alignMiddle', 'arrange', () => align('middle'), atLeast(2)),
    command('alignBottom', 'arrange', () => align('bottom'), atLeast(2)),
    command('distributeAcross', 'arrange', () => distribute('across'), atLeast(3)),
    command('distributeDown', 'arrange', () => distribute('down'), atLeast(3)),
    command('group', 'arrange', arranging.group, { keys: ['Mod+G'], ...atLeast(1) }),
    command('addNote', 'arrange', arranging.note, {
      keys: ['T'],
      when: () => view()?.beginNote !== undefined,
    }),
    command('ungroup', 'arrange', arranging.ungroup, { keys: ['Mod+Shift+G'], when: arranging.isGrouped }),
  ]
}
