import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import { useKeptFocus } from '../../src/editor/useKeptFocus'

const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

/** A page of these buttons; `waiting`, its main region is another element. */
function page() {
  const shown = shallowRef<readonly string[]>(['one', 'two'])
  const waiting = shallowRef(false)
  const Page = defineComponent(() => {
    useKeptFocus()
    return () =>
      h('main', { key: String(waiting.value), id: waiting.value ? 'waiting' : 'main', tabindex: -1 }, [
        shown.value.map((id) => h('button', { key: id, id })),
      ])
  })
  const wrapper = mount(Page, { attachTo: document.body })
  const focused = () => document.activeElement?.id || document.activeElement?.tagName
  const focus = (id: string) => wrapper.get<HTMLElement>(`#${id}`).element.focus()
  return { shown, waiting, focus, focused, wrapper }
}

it('gives the focus of what is removed to the main region', async () => {
  const { shown, focus, focused, wrapper } = page()
  focus('two')
  shown.value = ['one']
  await settle()
  expect(focused()).toBe('main')
  wrapper.unmount()
})

it('gives it to the region that comes in the place of another', async () => {
  const { waiting, focus, focused, wrapper } = page()
  waiting.value = true
  await nextTick()
  focus('waiting')
  waiting.value = false
  await settle()
  expect(focused()).toBe('main')
  wrapper.unmount()
})

it('leaves it to what takes it meanwhile', async () => {
  const { shown, focus, focused, wrapper } = page()
  focus('two')
  shown.value = ['one']
  await nextTick()
  focus('one')
  await settle()
  expect(focused()).toBe('one')
  wrapper.unmount()
})

it.each(['left for nothing', 'elsewhere'])('lets what is removed be where the focus was %s', async (where) => {
  const { shown, focus, focused, wrapper } = page()
  focus('two')
  if (where === 'elsewhere') focus('one')
  else wrapper.get<HTMLElement>('#two').element.blur()
  await settle()
  shown.value = ['one']
  await settle()
  expect(focused()).toBe(where === 'elsewhere' ? 'one' : 'BODY')
  wrapper.unmount()
})
