/** What is done with the option that is selected, or whose link is. */
import { MAX_OPTIONS } from '../../../story/model'
import { linkedBy, type Linked } from '../draft/links'
import { command, type Command } from './command'
import type { Desk } from './desk'

export function optionCommands(desk: Desk): readonly Command[] {
  const { selection, gestures } = desk
  const linked = () => linkedBy(desk.story(), selection.link)
  const target = () => desk.story()?.scenes.get(linked()?.option.target ?? '')
  const link = () => selection.link ?? ''

  return [
    command('connect', 'option', desk.connect, { keys: ['C'], when: () => linked() !== null }),
    command('goToTarget', 'option', () => desk.view()?.show(target()?.id ?? ''), {
      keys: ['G'],
      when: () => target() !== undefined,
    }),
    command('disconnect', 'option', () => gestures.disconnect(link()), { when: () => target() !== undefined }),
    command('moveOptionUp', 'option', () => desk.moveOption(-1), {
      keys: ['Alt+ArrowUp'],
      reach: 'elsewhere',
      when: () => placeOf(linked()) > 0,
    }),
    command('moveOptionDown', 'option', () => desk.moveOption(1), {
      keys: ['Alt+ArrowDown'],
      reach: 'elsewhere',
      when: () => linked() !== null && placeOf(linked()) < countOf(linked()) - 1,
    }),
    command('duplicateOption', 'option', () => duplicate(desk, linked()), {
      when: () => linked() !== null && countOf(linked()) < MAX_OPTIONS,
    }),
    command('removeOption', 'option', () => gestures.removeOption(link()), {
      danger: true,
      when: () => linked() !== null,
    }),
  ]
}

function placeOf(linked: Linked | null): number {
  return linked?.scene.data.options.indexOf(linked.option) ?? -1
}

function countOf(linked: Linked | null): number {
  return linked?.scene.data.options.length ?? 0
}

function duplicate({ gestures, showOption }: Desk, linked: Linked | null): void {
  const copy = linked && gestures.duplicateOption(linked.scene.id, linked.option.id)
  if (linked && copy) void showOption(linked.scene.id, copy)
}
