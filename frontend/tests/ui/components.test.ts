import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, nextTick, ref } from 'vue'
import { i18n } from '../words'
import { FButton, FDialog, FErrorState, FField, FInput, FProgress, FSelect, FSwitch } from '../../src/ui'

describe('FButton', () => {
  it('passes clicks on', async () => {
    const clicks: number[] = []
    const button = mount(FButton, { slots: { default: 'Go' }, attrs: { onClick: () => clicks.push(1) } })
    await button.trigger('click')
    expect(clicks).toHaveLength(1)
  })

  it('takes no clicks while busy, stays focusable and says so', async () => {
    const clicks: number[] = []
    const button = mount(FButton, {
      props: { busy: true },
      slots: { default: 'Go' },
      attrs: { onClick: () => clicks.push(1) },
    })
    await button.trigger('click')
    expect(clicks).toHaveLength(0)
    expect(button.attributes()).toMatchObject({ 'aria-busy': 'true', 'aria-disabled': 'true' })
    expect(button.attributes('disabled')).toBeUndefined()
  })

  it('is a link when it leads somewhere', () => {
    const link = mount(FButton, { props: { href: 'https://read.example.com/s/a' }, slots: { default: 'Open' } })
    expect((link.element as HTMLElement).tagName).toBe('A')
    expect(link.attributes('href')).toBe('https://read.example.com/s/a')
  })
})

describe('FField', () => {
  const inField = (props: Record<string, string>) =>
    mount(
      defineComponent({
        components: { FField, FInput },
        setup: () => ({ text: ref('a'), props }),
        template: '<FField label="Title" v-bind="props"><FInput v-model="text" /></FField>',
      }),
    )

  it('names its control by the label', () => {
    const field = inField({})
    expect(field.get('label').attributes('for')).toBe(field.get('input').attributes('id'))
    expect(field.get('input').attributes('aria-invalid')).toBeUndefined()
  })

  it('ties hint and error to its control', () => {
    const field = inField({ hint: 'Short', error: 'Too long' })
    const described = field.get('input').attributes('aria-describedby')?.split(' ') ?? []
    expect(described.map((id) => field.get(`#${id}`).text())).toEqual(['Too long', 'Short'])
    expect(field.get('input').attributes('aria-invalid')).toBe('true')
  })
})

describe('controls', () => {
  it('FSelect gives the chosen value', async () => {
    const options = [
      { value: 'a', label: 'One' },
      { value: 'b', label: 'Two' },
    ]
    const select = mount(FSelect, { props: { modelValue: 'a', options } })
    await select.get('select').setValue('b')
    expect(select.emitted('update:modelValue')).toEqual([['b']])
  })

  it('FSwitch is a switch with its label', async () => {
    const control = mount(FSwitch, { props: { modelValue: false, label: 'Mail me' } })
    expect(control.get('input').attributes('role')).toBe('switch')
    expect(control.get('label').text()).toBe('Mail me')
    await control.get('input').setValue(true)
    expect(control.emitted('update:modelValue')).toEqual([[true]])
  })

  it('FProgress without an end shows no value', async () => {
    const bar = mount(FProgress, { props: { label: 'Publishing' } })
    expect(bar.attributes('value')).toBeUndefined()
    await bar.setProps({ value: 2, max: 5 })
    expect(bar.attributes()).toMatchObject({ value: '2', max: '5', 'aria-label': 'Publishing' })
  })

  it('FErrorState offers to try again, and says it aloud', async () => {
    const state = mount(FErrorState, { props: { title: 'No connection', retryLabel: 'Try again' } })
    expect(state.attributes('role')).toBe('alert')
    await state.get('button').trigger('click')
    await nextTick()
    expect(state.emitted('retry')).toHaveLength(1)
  })
})

describe('FDialog', () => {
  const opened = async (slots: Record<string, string>) => {
    const dialog = mount(FDialog, {
      props: { open: true, title: 'A new story' },
      slots,
      global: { plugins: [i18n] },
      attachTo: document.body,
    })
    await nextTick()
    await nextTick()
    const focused = document.activeElement
    dialog.unmount()
    return focused
  }

  it('begins at its first field', async () => {
    expect((await opened({ default: '<p>Words</p><input name="title" />' }))?.getAttribute('name')).toBe('title')
  })

  it('without a field, begins at its first control', async () => {
    expect((await opened({ default: '<p>Words</p>' }))?.tagName).toBe('BUTTON')
  })
})
