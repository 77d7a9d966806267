import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, type Ref } from 'vue'
import { commitTyping, useTyped } from '../../src/editor/story/draft/typing'

/** A field over `saved`, which does not follow what is saved until a test says so. */
function field(saves: string[], check?: (text: string) => boolean) {
  let typed: { text: Ref<string>; commit: () => void } | undefined
  const saved = { value: 'Shore' }
  const wrapper = mount(
    defineComponent({
      setup() {
        typed = useTyped(
          () => saved.value,
          (text) => saves.push(text),
          check,
        )
        return () => h('p')
      },
    }),
  )
  return { wrapper, saved, typed: typed! }
}

describe('typing', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('becomes one edit after a pause', () => {
    const saves: string[] = []
    const { typed } = field(saves)
    typed.text.value = 'Sh'
    vi.advanceTimersByTime(500)
    typed.text.value = 'Shor'
    vi.advanceTimersByTime(599)
    expect(saves).toEqual([])
    vi.advanceTimersByTime(1)
    expect(saves).toEqual(['Shor'])
  })

  it('becomes one every other second where it does not pause', () => {
    const saves: string[] = []
    const { typed } = field(saves)
    for (const written of ['a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef']) {
      typed.text.value = written
      vi.advanceTimersByTime(500)
    }
    expect(saves).toEqual(['abcd'])
    vi.advanceTimersByTime(100)
    expect(saves).toEqual(['abcd', 'abcdef'])
  })

  it('is saved once, however many ends it comes to before the edit is back', () => {
    const saves: string[] = []
    const { typed, wrapper } = field(saves)
    typed.text.value = 'Harbour'
    commitTyping()
    typed.commit()
    wrapper.unmount()
    vi.runAllTimers()
    expect(saves).toEqual(['Harbour'])
  })

  it('is not saved when nothing was typed, though the story has moved on', () => {
    const saves: string[] = []
    const { saved, wrapper } = field(saves)
    saved.value = 'Harbour'
    wrapper.unmount()
    expect(saves).toEqual([])
  })

  it('that cannot be saved is not', () => {
    const saves: string[] = []
    const { typed, wrapper } = field(saves, (text) => text !== '')
    typed.text.value = ''
    wrapper.unmount()
    expect(saves).toEqual([])
  })
})
