import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import NameDialog from '../../src/editor/history/NameDialog.vue'
import { OfflineError } from '../../src/api/problem'
import { i18n } from '../words'

it('keeps a name under one key until another name is typed or the dialog opens again', async () => {
  const lost = () => Promise.reject(new OfflineError('', new Error('no network')))
  const save = vi.fn<(name: string, key: string) => Promise<void>>().mockImplementation(lost)
  const props = { title: 'Name', name: '', save, open: false, 'onUpdate:open': () => undefined }
  const dialog = mount(NameDialog, { props, global: { plugins: [i18n] }, attachTo: document.body })

  async function submit(name: string): Promise<void> {
    const field = document.querySelector<HTMLInputElement>('#name-moment input')!
    if (field.value !== name) {
      field.value = name
      field.dispatchEvent(new Event('input'))
    }
    document.querySelector('#name-moment')!.dispatchEvent(new Event('submit'))
    await flushPromises()
  }

  await dialog.setProps({ open: true })
  await submit('First draft')
  await submit('First draft')
  await submit('Second draft')
  await dialog.setProps({ open: false })
  await dialog.setProps({ open: true })
  await submit('Second draft')
  const [first, again, other, reopened] = save.mock.calls.map(([, key]) => key)
  expect(again).toBe(first)
  expect(new Set([first, other, reopened]).size).toBe(3)
})
