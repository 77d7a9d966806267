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
