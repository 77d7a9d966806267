/** Where scenes stand: lined up, spaced, laid out, framed. */
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceBetween,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceBetween,
  Group,
  Network,
  StickyNote,
  Ungroup,
  Workflow,
} from '@lucide/vue'
import type { Arranging } from '../arrange/useArranging'
import { command, type Command } from './command'
import type { Desk } from './desk'

export function arrangeCommands({ selection, story }: Desk, arranging: Arranging): readonly Command[] {
  const { align, distribute } = arranging
  const atLeast = (count: number) => ({ when: () => selection.scenes.size >= count })
  return [
    command('layOut', 'arrange', Network, () => arranging.layOut('story'), {
      keys: ['L'],
      when: () => (story()?.scenes.size ?? 0) > 1,
    }),
    command('layOutSelection', 'arrange', Workflow, () => arranging.layOut('selection'), {
      keys: ['Shift+L'],
      ...atLeast(2),
    }),
    command('alignLeft', 'arrange', AlignStartVertical, () => align('left'), atLeast(2)),
    command('alignCentre', 'arrange', AlignCenterVertical, () => align('centre'), atLeast(2)),
    command('alignRight', 'arrange', AlignEndVertical, () => align('right'), atLeast(2)),
    command('alignTop', 'arrange', AlignStartHorizontal, () => align('top'), atLeast(2)),
    command('alignMiddle', 'arrange', AlignCenterHorizontal, () => align('middle'), atLeast(2)),
    command('alignBottom', 'arrange', AlignEndHorizontal, () => align('bottom'), atLeast(2)),
    command('distributeAcross', 'arrange', AlignHorizontalSpaceBetween, () => distribute('across'), atLeast(3)),
    command('distributeDown', 'arrange', AlignVerticalSpaceBetween, () => distribute('down'), atLeast(3)),
    command('group', 'arrange', Group, arranging.group, { keys: ['Mod+G'], ...atLeast(1) }),
    command('addNote', 'arrange', StickyNote, arranging.note, { keys: ['Shift+N'] }),
    command('ungroup', 'arrange', Ungroup, arranging.ungroup, { keys: ['Mod+Shift+G'], when: arranging.isGrouped }),
  ]
}
