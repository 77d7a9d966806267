/** Taking back, and what is selected. */
import { command, type Command } from './command'
import type { Desk } from './desk'

export function editCommands({ draft, selection, gestures, undoWords, story, closePanel }: Desk): readonly Command[] {
  return [
    command('undo', 'edit', gestures.undo, {
      keys: ['Mod+Z'],
      reach: 'screen',
      when: () => draft.canUndo,
      says: () => undoWords.undo(draft.undoes),
    }),
    command('redo', 'edit', gestures.redo, {
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      reach: 'screen',
      when: () => draft.canRedo,
      says: () => undoWords.redo(draft.redoes),
    }),
    command('selectAll', 'edit', () => selection.selectAll(story()?.scenes.keys() ?? []), {
      keys: ['Mod+A'],
      reach: 'screen',
      when: () => (story()?.scenes.size ?? 0) > 0,
    }),
    command('closePanel', 'view', closePanel, {
      keys: ['Escape'],
      reach: 'screen',
      when: () => selection.panel !== null && selection.scenes.size < 2,
    }),
    command('selectNone', 'edit', () => selection.select(null), {
      keys: ['Escape'],
      reach: 'screen',
      when: () => selection.scenes.size > 0 || selection.link !== null || selection.group !== null,
    }),
  ]
}
