import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import FTooltips from '../../src/ui/components/FTooltips.vue'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Two controls with words, and what stands beside them. */
function page(press: (first: HTMLElement) => Element | null = () => null) {
  const [first, second, beside] = ['button', 'button', 'p'].map((tag) => document.createElement(tag))
  if (!first || !second || !beside) throw new Error('no elements')
  first.dataset.tooltip = 'First'
  first.setAttribute('aria-label', 'First')
  second.dataset.tooltip = 'More about the second'
  second.append(document.createElement('i'))
  document.body.append(document.createElement('main'), first, second, beside)
  mount(FTooltips, { props: { pressed: press(first) }, attachTo: document.body })
  return { first, second, beside }
}

const point = (at: Element | null, pointerType = 'mouse') =>
  at?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType }))
const words = () => document.querySelector('[role="tooltip"]')?.textContent
async function pass(milliseconds: number): Promise<void> {
  vi.advanceTimersByTime(milliseconds)
  await nextTick()
}

it('comes once the mouse stays, and goes a little after it left', async () => {
  const { first, beside } = page()
  point(first)
  await pass(400)
  expect(words()).toBeUndefined()
  await pass(200)
  expect(words()).toBe('First')
  point(beside)
  await pass(50)
  expect(words()).toBe('First')
  await pass(100)
  expect(words()).toBeUndefined()
})

it('stays while the mouse is on it', async () => {
  const { first, beside } = page()
  point(first)
  await pass(500)
  point(beside)
  point(document.querySelector('[role="tooltip"]'))
  await pass(1_000)
  expect(words()).toBe('First')
})

it('comes at once after another one', async () => {
  const { first, second } = page()
  point(first)
  await pass(500)
  point(second.firstElementChild)
  await pass(0)
  expect(words()).toBe('More about the second')
})

it.each([
  ['a press', () => [new PointerEvent('pointerdown', { bubbles: true })]],
  ['a click', () => ['pointerdown', 'click'].map((type) => new PointerEvent(type, { bubbles: true }))],
  ['Escape', () => [new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })]],
])('goes with %s, and comes again only after something else was pointed at', async (_what, events) => {
  const { second, beside } = page()
  point(second)
  await pass(500)
  for (const event of events()) second.dispatchEvent(event)
  await nextTick()
  expect(words()).toBeUndefined()
  point(second.firstElementChild)
  await pass(1_000)
  expect(words()).toBeUndefined()
  point(beside)
  point(second)
  await pass(500)
  expect(words()).toBe('More about the second')
})

it('does not come for what was pressed before it was there, until something else was pointed at', async () => {
  const { first, beside } = page((first) => first.appendChild(document.createElement('i')))
  point(first)
  await pass(1_000)
  expect(words()).toBeUndefined()
  point(beside)
  point(first)
  await pass(500)
  expect(words()).toBe('First')
})

it('does not come for a finger', async () => {
  const { first } = page()
  point(first, 'touch')
  await pass(1_000)
  expect(words()).toBeUndefined()
})

it('does not lie over what its control has opened', async () => {
  const { first } = page()
  first.setAttribute('aria-expanded', 'true')
  point(first)
  await pass(1_000)
  expect(words()).toBeUndefined()
})

it('describes a control whose name says something else', async () => {
  const { first, second } = page()
  point(first)
  await pass(500)
  expect(first.hasAttribute('aria-describedby')).toBe(false)
  point(second)
  await pass(0)
  expect(second.getAttribute('aria-describedby')).toBe(document.querySelector('[role="tooltip"]')?.id)
  point(document.body)
  await pass(100)
  expect(second.hasAttribute('aria-describedby')).toBe(false)
})
