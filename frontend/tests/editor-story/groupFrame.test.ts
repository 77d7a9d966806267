import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import GroupFrame from '../../src/editor/story/canvas/GroupFrame.vue'
import { commitTyping } from '../../src/editor/story/draft/typing'
import { i18n } from '../words'
import type { Group } from '../../src/story/model'

const SHORE: Group = {
  id: 'g',
  title: 'The shore',
  text: 'Ask Ann.',
  colour: '#1f6fb2',
  position: { x: 0, y: 0 },
  size: { width: 300, height: 200 },
}

/** The frame in a story that takes every change. */
function shown() {
  const group = shallowRef(SHORE)
  const changes: Group[] = []
  const onChange = (changed: Group) => {
    changes.push(changed)
    group.value = changed
  }
  const wrapper = mount(
    defineComponent(() => () => h(GroupFrame, { group: group.value, by: null, zoom: 1, onChange })),
    { global: { plugins: [i18n] }, attachTo: document.body },
  )
  return { wrapper, group, changes }
}

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
    expect(changes).toEqual([{ ...SHORE, [part]: 'The landing ' }])
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

  it('is given up by Escape, with what became an edit at a pause', async () => {
    const { field, group, changes } = await opened()
    await field.setValue('The landing')
    commitTyping()
    await field.setValue('The landing at')
    await field.trigger('keydown', { key: 'Escape' })
    expect(group.value).toEqual(SHORE)
    commitTyping()
    expect(changes).toHaveLength(2)
  })
})
