/** What is done with one scene, and what is removed. */
import { linkedBy } from '../draft/links'
import { command, type Command } from './command'
import type { Desk } from './desk'

export function sceneCommands(desk: Desk): readonly Command[] {
  const { selection, gestures } = desk
  const one = () => desk.story()?.scenes.get(selection.scene ?? '')
  const isOne = () => one() !== undefined
  function withOne(then: (scene: string) => unknown): () => unknown {
    return () => then(selection.scene ?? '')
  }
  const isCard = { reach: 'elsewhere' as const, when: isOne }

  return [
    command('addScene', 'scene', desk.addScene, { keys: ['Shift+N'] }),
    command('addFollowing', 'scene', withOne(desk.addFollowing), { ...isCard, keys: ['N'] }),
    command('rename', 'scene', desk.rename, {
      keys: ['F2'],
      when: () => isOne() || linkedBy(desk.story(), selection.link) !== null,
    }),
    command('openScene', 'scene', withOne(desk.openScene), { ...isCard, keys: ['Enter'] }),
    // A card or row answers to them itself; where none has the focus, the first key only goes to one.
    command('moveAround', 'scene', () => desk.view()?.takeFocus(), {
      keys: ['ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight'],
      when: () => document.activeElement?.matches('body, main') === true && (desk.story()?.scenes.size ?? 0) > 0,
    }),
    command('addOption', 'scene', withOne(desk.addOption), {
      keys: ['A'],
      when: () => one()?.data.ending === null,
    }),
    command(
      'startHere',
      'scene',
      withOne((start) => gestures.edit({ type: 'story.start_set', start })),
      { when: () => isOne() && desk.story()?.start !== selection.scene },
    ),
    command('previewHere', 'scene', withOne(desk.preview), { when: isOne }),
    command('goToStart', 'scene', () => desk.view()?.show(desk.story()?.start ?? ''), {
      keys: ['S'],
      when: () => desk.story()?.scenes.has(desk.story()?.start ?? '') === true,
    }),
    command('remove', 'scene', () => remove(desk), {
      keys: ['Delete', 'Backspace'],
      danger: true,
      when: () => selection.link !== null || selection.scenes.size > 0,
    }),
  ]
}

/** A link before the scenes; several scenes at once. */
function remove({ selection, gestures, view }: Desk): void {
  if (selection.link === null && selection.scenes.size > 1) gestures.removeScenes([...selection.scenes])
  else view()?.remove()
}
