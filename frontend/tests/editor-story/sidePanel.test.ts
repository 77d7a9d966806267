import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { i18n } from '../words'
import SidePanel from '../../src/editor/story/panel/SidePanel.vue'

/** A panel with these rows, each with a button, and a button beside it. */
function panelOf(...names: string[]) {
  const rows = ref(names)
  const Screen = defineComponent(() => () => [
    h(SidePanel, { title: 'Scene', subject: 'scene', content: rows.value }, () =>
      rows.value.map((name) => h('button', { key: name, id: name })),
    ),
    h('button', { id: 'beside' }),
  ])
  mount(Screen, { global: { plugins: [i18n] }, attachTo: document.body })
  const focus = (id: string) => document.getElementById(id)!.focus()
  return { rows, focus, focused: () => document.activeElement?.id || document.activeElement?.tagName }
}

it('keeps the focus that a removed row had', async () => {
  const { rows, focus, focused } = panelOf('one', 'two')
  focus('two')
  rows.value = ['one']
  await nextTick()
  await nextTick()
  expect(focused()).toBe('ASIDE')
})

it.each(['one', 'beside'])('leaves the focus where it is, on %s', async (id) => {
  const { rows, focus, focused } = panelOf('one', 'two')
  focus(id)
  rows.value = ['one']
  await nextTick()
  await nextTick()
  expect(focused()).toBe(id)
})

it('takes no second click of a double click that began elsewhere', async () => {
  const clicked: string[] = []
  const Screen = defineComponent(() => () => [
    h(SidePanel, { title: 'Scene', subject: 'scene', content: 0 }, () =>
      h('button', { id: 'within', onClick: () => clicked.push('within') }),
    ),
    h('button', { id: 'map', onClick: () => clicked.push('map') }),
  ])
  const wrapper = mount(Screen, { global: { plugins: [i18n] }, attachTo: document.body })
  const click = (id: string, detail: number) => wrapper.get(`#${id}`).trigger('click', { detail })
  await click('within', 2) // the first click made the panel come
  await click('map', 1)
  await click('within', 2)
  expect(clicked).toEqual(['map'])
  await click('within', 1)
  await click('within', 2)
  await click('map', 2)
  expect(clicked).toEqual(['map', 'within', 'within', 'map'])
  wrapper.unmount()
})
