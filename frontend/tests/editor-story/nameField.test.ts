import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import NameField from '../../src/editor/story/NameField.vue'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A name being written; what is saved comes back to it. */
function open() {
  const saved: string[] = []
  const field = mount(NameField, {
    props: {
      value: 'The mill',
      label: 'Name',
      maxlength: 200,
      onSave: (text: string) => {
        saved.push(text)
        void field.setProps({ value: text })
      },
    },
  })
  return { field, input: field.find('input'), saved }
}

it('puts back with Escape what was there before it was written', async () => {
  const { input, saved } = open()
  await input.setValue('The weir')
  await vi.advanceTimersByTimeAsync(600)
  await input.trigger('keydown', { key: 'Escape' })
  expect(saved).toEqual(['The weir', 'The mill'])
})

it('leaves with Escape what somebody else has called it meanwhile', async () => {
  const { field, input, saved } = open()
  await field.setProps({ value: 'The lock' })
  await input.trigger('keydown', { key: 'Escape' })
  expect(saved).toEqual([])
})
