import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { h, nextTick, shallowReactive } from 'vue'
import { i18n } from '../words'
import { wordsOf } from '../../src/editor/story/draft/describe'
import type { Unsettled } from '../../src/editor/story/draft/pending'
import UnsettledDialog from '../../src/editor/story/UnsettledDialog.vue'
import { usePublish } from '../../src/editor/story/usePublish'
import { apply, type Edit } from '../../src/story/edits'
import type { Group } from '../../src/story/model'
import { retitled, sceneAt, storyOf } from './drafts'

const STORY = storyOf(sceneAt('a', 0, 0), sceneAt('b', 0, 0))
const FRAME = { position: { x: 0, y: 0 }, size: { width: 90, height: 90 }, colour: '#aabbcc' }
const NOTE: Group = { ...FRAME, id: 'n', title: '', text: 'Ask the *miller* twice.' }
const CAVES: Group = { ...NOTE, id: 'c', title: 'The caves', text: '' }

/** The screen's dialogs over a draft, and a field that is being written in. */
function whileWriting() {
  const draft = shallowReactive({ unsettled: [] as unknown[], flushed: () => Promise.resolve(false) })
  let dialogs!: ReturnType<typeof usePublish>
  const setup = () => void (dialogs = usePublish(draft))
  const screen = mount({ setup, render: () => h('div', [h('input'), h('input'), h('button')]) }, onThePage())
  const focus = (which: number) =>
    (screen.element as HTMLElement).querySelectorAll<HTMLElement>('input, button')[which]!.focus()
  focus(0)
  return { draft, settling: dialogs.settling, publish: dialogs.publish, focus }
}

function onThePage() {
  return { global: { plugins: [i18n] }, attachTo: document.body }
}

describe('what was not taken, while somebody writes in a field', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('waits until all fields are left', async () => {
    const { draft, settling, focus } = whileWriting()
    draft.unsettled = ['an edit']
    await nextTick()
    vi.advanceTimersByTime(60_000)
    focus(1)
    vi.advanceTimersByTime(60_000)
    expect(settling.value).toBe(false)
    focus(2)
    vi.advanceTimersByTime(60_000)
    expect(settling.value).toBe(true)
  })

  it('comes when it is asked for, and then not by itself once more', async () => {
    const { draft, settling, publish, focus } = whileWriting()
    draft.unsettled = ['an edit']
    await nextTick()
    await publish()
    expect(settling.value).toBe(true)
    settling.value = false
    focus(2)
    vi.advanceTimersByTime(60_000)
    expect(settling.value).toBe(false)
  })

  it('comes at once where nobody does', async () => {
    const { draft, settling, focus } = whileWriting()
    focus(2)
    draft.unsettled = ['an edit']
    await nextTick()
    expect(settling.value).toBe(true)
  })
})

describe('the dialog about what was not taken', () => {
  function opened(sent: Edit, theirs: Edit | null, story = STORY) {
    const unsettled: Unsettled[] = [{ sent: { id: 'mine', base: 0, edit: sent }, theirs, refusal: null }]
    const titleOf = (scene: string) => story.scenes.get(scene)?.data.title ?? 'The mill'
    const props = { unsettled, document: story, titleOf, open: true }
    mount(UnsettledDialog, { props, ...onThePage() })
    const buttons = () => [...document.querySelectorAll<HTMLElement>('[role=dialog] li button')]
    return { buttons, words: () => document.querySelector('[role=dialog] ul')?.textContent ?? '' }
  }

  it('begins with no button, which the next Space would press', async () => {
    opened(retitled('a', 'Mine'), retitled('a', 'Theirs'))
    await flushPromises()
    expect(document.activeElement?.getAttribute('role')).toBe('dialog')
  })

  it('offers to copy words that have no place any more, and calls their scene as it was called', async () => {
    const copied = vi.fn(() => Promise.resolve())
    vi.stubGlobal('navigator', { clipboard: { writeText: copied } })
    const gone: Edit = { type: 'scene.removed', scene: 'a' }
    const { buttons, words } = opened(
      { type: 'scene.rewritten', scene: 'a', text: 'It turns.' },
      gone,
      apply(STORY, gone),
    )
    await flushPromises()
    expect(buttons().map((button) => button.textContent?.trim())).toEqual(['Copy my words', 'Use theirs'])
    expect(words()).toContain('Text in “The mill”')
    buttons()[0]?.click()
    await flushPromises()
    expect(copied).toHaveBeenCalledWith('It turns.')
    expect(words()).toContain('Your words are in the clipboard.')
    vi.unstubAllGlobals()
  })

  it('shows both texts of a note, and both colours', async () => {
    const story = { ...STORY, groups: new Map([['n', NOTE]]) }
    const { words } = opened(written('Mine.'), written('Theirs.'), story)
    await flushPromises()
    for (const told of ['Words of the note “Ask the miller twice.”', 'Mine.', 'Theirs.'])
      expect(words()).toContain(told)
    const painted = (colour: string): Edit => ({ type: 'group.recoloured', group: 'n', colour })
    opened(painted('#102030'), painted('#405060'), story)
    await flushPromises()
    expect(document.querySelectorAll('.swatch')).toHaveLength(2)
  })

  it('offers mine where it has its place', async () => {
    const { buttons } = opened(retitled('a', 'Mine'), retitled('a', 'Theirs'))
    await flushPromises()
    expect(buttons().map((button) => button.textContent?.trim())).toEqual(['Use mine', 'Use theirs'])
  })
})

it.each<[string, Edit, object]>([
  [
    'a note',
    { type: 'group.changed', group: NOTE },
    { field: 'note', name: 'Ask the miller twice.', value: NOTE.text },
  ],
  ['a group', { type: 'group.changed', group: CAVES }, { field: 'group', name: 'The caves', value: 'The caves' }],
  ['the words of a note', written('Ask.'), { field: 'noteText', name: 'Ask the miller twice.', value: 'Ask.' }],
  ['the first words in a group', written('Ask.', 'c'), { field: 'noteText', name: 'The caves', value: 'Ask.' }],
  ['words of a note that is gone', written('Ask.', 'gone'), { field: 'noteText', name: 'Ask.', value: 'Ask.' }],
  [
    'the title of a group',
    { type: 'group.retitled', group: 'c', title: 'Pits' },
    { field: 'groupTitle', name: 'The caves', value: 'Pits' },
  ],
  [
    'the title of a note',
    { type: 'group.retitled', group: 'n', title: '' },
    { field: 'noteTitle', name: 'Ask the miller twice.', value: '' },
  ],
  [
    'the colour of a note',
    { type: 'group.recoloured', group: 'n', colour: '#102030' },
    { field: 'noteColour', name: 'Ask the miller twice.', value: '#102030' },
  ],
  [
    'the place of a group',
    { type: 'group.moved', group: 'c', position: { x: 0, y: 0 } },
    { field: 'groupPlace', name: 'The caves', value: undefined },
  ],
  ['a note that is removed', { type: 'group.removed', group: 'n' }, { field: 'note', name: 'Ask the miller twice.' }],
])('tells %s in its words', (_which, edit, words) => {
  const groups = new Map([NOTE, CAVES].map((group) => [group.id, group]))
  expect(wordsOf(edit, { ...STORY, groups })).toMatchObject(words)
})

function written(text: string, group = 'n'): Edit {
  return { type: 'group.rewritten', group, text }
}
