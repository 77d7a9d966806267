import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import GroupFrame from '../../src/editor/story/canvas/GroupFrame.vue'
import { commitTyping } from '../../src/editor/story/draft/typing'
import { i18n } from '../words'
import { apply, type GroupFieldEdit } from '../../src/story/edits'
import type { Group } from '../../src/story/model'
import { storyOf } from './drafts'

const SHORE: Group = {
  id: 'g',
  title: 'The shore',
  text: 'Ask Ann.',
  colour: '#1f6fb2',
  position: { x: 0, y: 0 },
  size: { width: 300, height: 200 },
}

/** The frame in a story that takes every change. */
function shown(begin: Group = SHORE, holds = false) {
  const group = shallowRef(begin)
  const changes: GroupFieldEdit[] = []
  const selected: string[] = []
  const onChange = (edit: GroupFieldEdit) => {
    changes.push(edit)
    const story = { ...storyOf(), groups: new Map([[group.value.id, group.value]]) }
    group.value = apply(story, edit).groups.get(edit.group)!
  }
  const onSelect = () => void selected.push(group.value.id)
  const wrapper = mount(
    defineComponent(() => () => h(GroupFrame, { group: group.value, by: null, zoom: 1, holds, onChange, onSelect })),
    { global: { plugins: [i18n] }, attachTo: document.body },
  )
  return { wrapper, group, changes, selected }
}

const EDITS = { text: 'group.rewritten', title: 'group.retitled' } as const

describe.each([
  ['words', 'text', 't', 'textarea', { key: 'Enter', ctrlKey: true }],
  ['title', 'title', 'F2', 'input.name', { key: 'Enter' }],
] as const)('what is typed as the %s of a group', (_what, part, opens, where, end) => {
  async function opened() {
    const frame = shown()
    await frame.wrapper.get('button.title').trigger('keydown', { key: opens })
    await nextTick()
    return { ...frame, field: frame.wrapper.get(where) }
  }

  it('is an edit before the field is left, where something needs it', async () => {
    const { field, changes } = await opened()
    await field.setValue('The landing ')
    commitTyping()
    expect(changes).toEqual([{ type: EDITS[part], group: 'g', [part]: 'The landing ' }])
    await nextTick()
    expect((field.element as HTMLInputElement).value).toBe('The landing ')
  })

  it('is kept without the spaces around it where the writing ends', async () => {
    const { field, group, wrapper } = await opened()
    await field.setValue(' The landing ')
    await field.trigger('keydown', end)
    expect(group.value).toEqual({ ...SHORE, [part]: 'The landing' })
    expect(wrapper.find(where).exists()).toBe(false)
    expect(document.activeElement).toBe(wrapper.get('button.title').element)
  })

  it(`${part === 'text' ? 'is kept' : 'is given up'} by Escape, with what became an edit at a pause`, async () => {
    const { field, group, changes, wrapper } = await opened()
    await field.setValue('The landing')
    commitTyping()
    await field.setValue('The landing at')
    await field.trigger('keydown', { key: 'Escape' })
    expect(group.value).toEqual(part === 'text' ? { ...SHORE, text: 'The landing at' } : SHORE)
    expect(wrapper.find(where).exists()).toBe(false)
    expect(document.activeElement).toBe(wrapper.get('button.title').element)
    commitTyping()
    expect(changes).toHaveLength(2)
  })
})

describe('a group changes in the one thing that is changed', () => {
  it.each<[string, (wrapper: ReturnType<typeof shown>['wrapper']) => Promise<void>, GroupFieldEdit]>([
    [
      'its colour',
      (wrapper) => wrapper.get('input.paint').setValue('#102030'),
      { type: 'group.recoloured', group: 'g', colour: '#102030' },
    ],
    [
      'its size',
      (wrapper) => wrapper.get('button.title').trigger('keydown', { key: 'ArrowRight', shiftKey: true }),
      { type: 'group.resized', group: 'g', size: { width: 312, height: 200 } },
    ],
  ])('%s', async (_what, change, edit) => {
    const { wrapper, changes } = shown()
    await change(wrapper)
    expect(changes).toEqual([edit])
  })
})

it('does not change where its size stays the same', async () => {
  const { wrapper, changes } = shown({ ...SHORE, size: { width: 160, height: 96 } })
  await wrapper.get('button.title').trigger('keydown', { key: 'ArrowLeft', shiftKey: true })
  expect(changes).toEqual([])
})

describe('a frame', () => {
  const EMPTY = { ...SHORE, title: '', text: '' }
  it.each<[string, Group, boolean, string]>([
    ['with words is a note', SHORE, false, 'Note: The shore'],
    ['with words around scenes is one, too', SHORE, true, 'Note: The shore'],
    ['whose words are gone stays one', EMPTY, false, 'Note: Note'],
    ['around scenes is a group without a title, too', EMPTY, true, 'Group: Untitled group'],
    ['with a title is a group', { ...SHORE, text: '' }, false, 'Group: The shore'],
  ])('%s', (_what, group, holds, label) => {
    const { wrapper } = shown(group, holds)
    expect(wrapper.get('button.title').attributes('aria-label')).toContain(`${label}.`)
    const colour = wrapper.get('input.paint').attributes('aria-label')
    expect(colour).toBe(label.startsWith('Note') ? 'Colour of the note' : 'Colour of the group')
  })

  it('is selected once it was written in, unless the focus has gone elsewhere', async () => {
    for (const [ends, times] of [
      ['keydown', 1],
      ['blur', 0],
    ] as const) {
      const { wrapper, selected } = shown()
      await wrapper.get('button.title').trigger('keydown', { key: 't' })
      await nextTick()
      await wrapper.get('textarea').trigger(ends, { key: 'Escape' })
      await nextTick()
      expect(selected).toHaveLength(times)
    }
  })

  it('is selected by a click on its words, and keys are meant for it then', async () => {
    const { wrapper, selected } = shown()
    await wrapper.get('p.words').trigger('click')
    expect(selected).toEqual(['g'])
    expect(document.activeElement).toBe(wrapper.get('button.title').element)
  })

  it.each([
    ['grows with its words', false, 'Ask Ann and Ben.', 257, 264],
    ['is no smaller for few of them', false, 'Ask Ben.', 40, 200],
    ['stays as it is around scenes', true, 'Ask Ann and Ben.', 257, 200],
    ['stays as it is where nothing was written', false, SHORE.text, 257, 200],
  ])('%s', async (_what, holds, text, needed, height) => {
    const { wrapper, group } = shown(SHORE, holds)
    await wrapper.get('button.title').trigger('keydown', { key: 't' })
    await nextTick()
    const field = wrapper.get('textarea')
    await field.setValue(text)
    Object.defineProperty(field.element, 'scrollHeight', { value: needed })
    await field.trigger('keydown', { key: 'Escape' })
    expect(group.value.size).toEqual({ width: 300, height })
  })
})
