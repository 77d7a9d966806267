import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { i18n } from '../words'
import { doingOf, type Done } from '../../src/editor/story/draft/doing'
import { useDraftStore } from '../../src/editor/story/draft/draftStore'
import { useUndoWords, type UndoWords } from '../../src/editor/story/draft/useUndoWords'
import { inverse, type Edit } from '../../src/story/edits'
import { newOption } from '../../src/story/model'
import { FakeClock, FakeKept, FakeServer, retitled, sceneAt, storyOf } from './drafts'

const STORY = { ...storyOf(sceneAt('a', 0, 0, ['b']), sceneAt('b', 400, 0), sceneAt('c', 800, 0)), ...withThings() }
const GONE: Edit = { type: 'scene.removed', scene: 'a' }

function withThings() {
  const place = { position: { x: 0, y: 0 }, size: { width: 10, height: 10 } }
  return {
    variables: new Map([['coins', { type: 'number', initial: 0 } as const]]),
    groups: new Map(
      [
        { id: 'g', title: 'Shore', text: '', colour: '#aabbcc', ...place },
        { id: 'n', title: '', text: 'Ask *Ann*.', colour: '#aabbcc', ...place },
      ].map((group) => [group.id, group]),
    ),
  }
}

/** The words of an action, as they stand after it. */
function words(edits: readonly Edit[]): string {
  const done = edits.map((edit): Done => {
    // What an edit of a thing that is not there yet takes back does not matter here.
    const back = edit.type === 'scene.added' || !fits(edit) ? GONE : inverse(STORY, edit)
    return { edit, inverse: back }
  })
  const titleOf = (scene: string) => STORY.scenes.get(scene)?.data.title
  return said().undo(doingOf(done, titleOf, (id) => STORY.groups.get(id)))
}

function fits(edit: Edit): boolean {
  try {
    inverse(STORY, edit)
    return true
  } catch {
    return false
  }
}

function said(): UndoWords {
  let words: UndoWords | null = null
  mount({ setup: () => ((words = useUndoWords()), () => null) }, { global: { plugins: [i18n] } })
  return words!
}

function moved(scene: string): Edit {
  return { type: 'scene.moved', scene, position: { x: 9, y: 9 } }
}

describe('undo says what it takes back', () => {
  const variable = { type: 'number', initial: 1 } as const
  const group = STORY.groups.get('g')!
  const position = { x: 9, y: 9 }
  it.each<[string, Edit[]]>([
    ['Undo: move “A”', [moved('a')]],
    ['Undo: move 3 scenes', [moved('a'), moved('b'), moved('c')]],
    ['Undo: move 2 scenes', [moved('a'), moved('b'), { type: 'group.changed', group }]],
    ['Undo: change the group “Shore”', [{ type: 'group.changed', group }]],
    ['Undo: move the group “Shore”', [moved('a'), moved('b'), { type: 'group.moved', group: 'g', position }]],
    ['Undo: move the note “Ask Ann.”', [{ type: 'group.moved', group: 'n', position }]],
    ['Undo: resize the group “Shore”', [{ type: 'group.resized', group: 'g', size: group.size }]],
    ['Undo: change the colour of the group “Shore”', [{ type: 'group.recoloured', group: 'g', colour: '#102030' }]],
    ['Undo: change the title of the note “Ask Ann.”', [{ type: 'group.retitled', group: 'n', title: 'Ann' }]],
    ['Undo: write in the note “Ask Ann.”', [{ type: 'group.rewritten', group: 'n', text: 'Ask Ben.' }]],
    ['Undo: write in the note “Shore”', [{ type: 'group.rewritten', group: 'g', text: 'Ask Ben.' }]],
    [
      'Undo: add the note “Ask Cy.”',
      [{ type: 'group.added', group: { ...group, id: 'c', title: '', text: 'Ask Cy.' } }],
    ],
    ['Undo: remove the note “Ask Ann.”', [{ type: 'group.removed', group: 'n' }]],
    ['Undo: remove the group “Shore”', [{ type: 'group.removed', group: 'g' }]],
    ['Undo: remove 2 groups and notes', ['g', 'n'].map((id) => ({ type: 'group.removed', group: id }))],
    ['Undo: add “New”', [{ type: 'scene.added', scene: { ...sceneAt('n', 0, 0), data: titled('New') } }]],
    ['Undo: add an untitled scene', [{ type: 'scene.added', scene: { ...sceneAt('n', 0, 0), data: titled('') } }]],
    [
      'Undo: add 2 scenes',
      [
        { type: 'scene.added', scene: sceneAt('n', 0, 0) },
        { type: 'scene.added', scene: sceneAt('m', 0, 0) },
        { type: 'option.retargeted', scene: 'a', option: 'a0', target: 'n' },
      ],
    ],
    ['Undo: remove “A”', [{ type: 'story.start_set', start: null }, GONE]],
    ['Undo: write in “B”', [{ type: 'scene.rewritten', scene: 'b', text: 'Rain.' }]],
    ['Undo: change the title of “B”', [retitled('b', 'New')]],
    [
      'Undo: change the picture of “B”',
      [
        { type: 'scene.image_set', scene: 'b', image: 'sea' },
        { type: 'scene.alt_set', scene: 'b', alt: 'The sea' },
      ],
    ],
    ['Undo: add an option to “B”', [{ type: 'option.added', scene: 'b', option: newOption('x', 'On', 'a'), index: 0 }]],
    [
      'Undo: change where an option of “A” leads',
      [{ type: 'option.retargeted', scene: 'a', option: 'a0', target: null }],
    ],
    ['Undo: add the variable “keys”', [{ type: 'variable.added', name: 'keys', variable }]],
    [
      'Undo: rename the variable “gold”',
      [
        { type: 'variable.added', name: 'gold', variable },
        { type: 'scene.rewritten', scene: 'b', text: '{gold}' },
        { type: 'variable.removed', name: 'coins' },
      ],
    ],
    [
      'Undo: remove the variable “coins”',
      [
        { type: 'option.effects_set', scene: 'a', option: 'a0', effects: [] },
        { type: 'variable.removed', name: 'coins' },
      ],
    ],
    ['Undo: change the story’s settings', [{ type: 'story.summarised', summary: 'A walk.' }]],
    ['Undo: make 2 changes', [retitled('a', 'New'), { type: 'story.retitled', title: 'New' }]],
  ])('%s', (expected, edits) => {
    expect(words(edits)).toBe(expected)
  })

  it('has words for nothing that is known, too', () => {
    expect([said().undo(null), said().redo(null)]).toEqual(['Undo', 'Redo'])
  })
})

it('is said of what undo and redo would do next', async () => {
  setActivePinia(createPinia())
  const draft = useDraftStore()
  let ids = 0
  const ports = { storyId: 'story', api: new FakeServer(STORY), kept: new FakeKept(), newId: () => `e${(ids += 1)}` }
  await draft.openStory({ ...ports, later: new FakeClock().later })
  expect([draft.undoes, draft.redoes]).toEqual([null, null])
  draft.act([GONE])
  draft.act([moved('b'), moved('c')])
  expect(said().undo(draft.undoes)).toBe('Undo: move 2 scenes')
  void draft.undo()
  expect([said().undo(draft.undoes), said().redo(draft.redoes)]).toEqual(['Undo: remove “A”', 'Redo: move 2 scenes'])
  void draft.undo()
  expect([said().undo(draft.undoes), said().redo(draft.redoes)]).toEqual(['Undo', 'Redo: remove “A”'])
  draft.redo()
  expect(said().undo(draft.undoes)).toBe('Undo: remove “A”')
})

function titled(title: string) {
  return { ...sceneAt('n', 0, 0).data, title }
}
