import { flushPromises, mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { i18n } from '../words'
import { say } from '../../src/ui'
import FToasts from '../../src/ui/components/FToasts.vue'

/** A page with a field, and the messages. */
async function page() {
  const Page = defineComponent(() => () => [
    h('main', { id: 'main', tabindex: -1 }, h('input', { id: 'field' })),
    h(FToasts),
  ])
  mount(Page, { global: { plugins: [i18n] }, attachTo: document.body })
  const find = (selector: string) => document.querySelector<HTMLElement>(selector)
  find('#field')!.focus()
  say('The scene was removed.', { action: { label: 'Undo', run: () => undone.push('undone') } })
  const undone: string[] = []
  await flushPromises()
  const focused = () => document.activeElement?.id || document.activeElement?.className
  return { find, focused, undone }
}

/** A press on a button: it has the focus, and is clicked with the mouse or by a key. */
function press(button: HTMLElement | null, pointerType: '' | 'mouse'): void {
  button!.focus()
  button!.dispatchEvent(new PointerEvent('click', { bubbles: true, pointerType }))
}

it.each([
  ['action', 'mouse'],
  ['action', ''],
  ['close', 'mouse'],
  ['close', ''],
] as const)('the %s of a message, pressed (%s), gives the focus back', async (button, how) => {
  const { find, focused, undone } = await page()
  press(find(`.f-toast .${button}`), how)
  await flushPromises()
  expect(find('.f-toast')).toBeNull()
  expect(undone).toHaveLength(button === 'action' ? 1 : 0)
  expect(focused()).toBe('field')
})

it('where what had the focus is gone, the main region has it', async () => {
  const { find, focused } = await page()
  find('.f-toast .action')!.focus()
  find('#field')!.remove()
  press(find('.f-toast .action'), '')
  await flushPromises()
  expect(focused()).toBe('main')
})

it('what the action has put the focus on keeps it', async () => {
  const { find, focused } = await page()
  say('A note was removed.', { action: { label: 'Show', run: () => find('#main')!.focus() } })
  await flushPromises()
  press([...document.querySelectorAll<HTMLElement>('.f-toast .action')].at(-1)!, '')
  await flushPromises()
  expect(focused()).toBe('main')
})

it('a message that goes by itself takes the focus from nothing', async () => {
  const { find, focused } = await page()
  const take = say('Saved.')
  await flushPromises()
  find('.f-toast .action')!.focus()
  take()
  await flushPromises()
  expect(focused()).toBe('action')
})
