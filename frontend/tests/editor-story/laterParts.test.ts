import { flushPromises, mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { later, PartNotLoaded } from '../../src/editor/later'
import { useSheets, type Sheets } from '../../src/editor/story/commands/useSheets'

it('a sheet whose code does not load closes, leaves the keyboard alone, and comes when it is opened again', async () => {
  const answers = [undefined, { render: () => 'the palette' }]
  // As vite does where the failure has been taken note of.
  const Palette = later(() => Promise.resolve(answers.shift() as never))
  let sheets!: Sheets
  const Screen = defineComponent(() => {
    sheets = useSheets()
    return () => (sheets.sheet.value === 'palette' ? h(Palette) : 'the map')
  })
  const errors: unknown[] = []
  const screen = mount(Screen, { global: { config: { errorHandler: (error) => errors.push(error) } } })

  sheets.open('palette')
  await flushPromises()
  expect(screen.text()).toBe('the map')
  expect(errors).toEqual([expect.any(PartNotLoaded)])
  expect(window.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', cancelable: true }))).toBe(true)

  sheets.open('palette')
  await flushPromises()
  expect(screen.text()).toBe('the palette')
})
