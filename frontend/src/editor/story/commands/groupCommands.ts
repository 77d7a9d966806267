/** What is done with the group or the note that is selected. */
import type { GroupId } from '../../../story/model'
import { isNote, scenesIn } from '../arrange/grouping'
import { command, type Command } from './command'
import type { Desk } from './desk'

export function groupCommands({ selection, story, view }: Desk): readonly Command[] {
  function is(note: boolean): boolean {
    const document = story()
    const group = document?.groups.get(selection.group ?? '')
    return document && group ? isNote(document, group) === note : false
  }
  function inside(): readonly string[] {
    const document = story()
    const group = document?.groups.get(selection.group ?? '')
    return document && group ? scenesIn(document, group).map(({ id }) => id) : []
  }
  function withOne(then: (group: GroupId) => unknown): () => unknown {
    return () => then(selection.group ?? '')
  }
  // Its title answers to them itself; to the last where another thing has the focus, too.
  const ofGroup = { reach: 'elsewhere', when: () => is(false) } as const
  const ofNote = { reach: 'elsewhere', when: () => is(true) } as const
  const removed = { keys: ['Delete', 'Backspace'], danger: true, reach: 'canvas' } as const
  const name = withOne((group) => view()?.nameGroup?.(group))
  const write = withOne((group) => view()?.writeIn?.(group))
  const paint = withOne((group) => view()?.paintGroup?.(group))
  const remove = withOne((group) => view()?.removeGroup?.(group))

  return [
    command('renameGroup', 'arrange', name, { ...ofGroup, keys: ['F2'] }),
    command('writeInGroup', 'arrange', write, { ...ofGroup, keys: ['T'] }),
    command('paintGroup', 'arrange', paint, ofGroup),
    command('selectInGroup', 'arrange', () => selection.selectAll(inside()), { when: () => inside().length > 0 }),
    command('removeGroup', 'arrange', remove, { ...ofGroup, ...removed }),
    command('writeInNote', 'arrange', write, { ...ofNote, keys: ['Enter'] }),
    command('titleNote', 'arrange', name, { ...ofNote, keys: ['F2'] }),
    command('paintNote', 'arrange', paint, ofNote),
    command('removeNote', 'arrange', remove, { ...ofNote, ...removed }),
  ]
}
