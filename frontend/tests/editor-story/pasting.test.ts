import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useClipboard, type Clipboard } from '../../src/editor/story/clipboard/useClipboard'
import type { Desk } from '../../src/editor/story/commands/desk'
import { useSelectionStore } from '../../src/editor/story/selection'
import type { Edit } from '../../src/story/edits'
import { toasts } from '../../src/ui/toasts'
import { i18n } from '../words'
import { sceneAt, storyOf } from './drafts'

afterEach(() => void vi.unstubAllGlobals())

/** The menu's way to paste, with what the browser says when its clipboard is read. */
function pasting(read: () => Promise<readonly unknown[]>) {
  vi.stubGlobal('navigator', { platform: 'Linux', clipboard: { read } })
  const edits: Edit[] = []
  let clipboard!: Clipboard
  const setup = () => {
    const desk = {
      draft: { open: 'ready' },
      selection: useSelectionStore(),
      gestures: { act: (all: readonly Edit[]) => (edits.push(...all), true) },
      storyId: () => 'story',
      story: () => storyOf(sceneAt('a', 0, 0)),
      view: () => ({
        placeAt: ({ clientX, clientY }: { clientX: number; clientY: number }) => ({ x: clientX, y: clientY }),
        centre: () => ({ x: 0, y: 0 }),
        show: () => Promise.resolve(),
      }),
    } as unknown as Desk
    clipboard = useClipboard(desk, () => ({ typing: false, beside: false }))
    return () => null
  }
  mount({ setup }, { global: { plugins: [i18n, createPinia()] } })
  return { read: (at?: { clientX: number; clientY: number }) => clipboard.read(at), edits }
}

function said(): readonly string[] {
  return toasts.value.map(({ text }) => text)
}

const NOTHING = 'There is nothing to paste. Copy scenes, words or a picture first.'

describe('pasting from the menu', () => {
  it.each<[string, () => Promise<readonly unknown[]>]>([
    ['holds nothing', () => Promise.resolve([])],
    ['holds nothing that can be pasted', () => Promise.resolve([{ types: ['web application/x'] }])],
    ['is no data to the browser', () => Promise.reject(new DOMException('No valid data on clipboard.', 'DataError'))],
  ])('says so where the clipboard %s', async (_what, clipboard) => {
    const { read, edits } = pasting(clipboard)
    await read()
    expect([edits, said()]).toEqual([[], [NOTHING]])
  })

  it('tells of the keys where the browser does not let it read', async () => {
    await pasting(() => Promise.reject(new DOMException('Denied', 'NotAllowedError'))).read()
    expect(said()).toEqual(['Your browser does not let this page read the clipboard. Press Ctrl+V to paste.'])
  })

  it('puts it where one has pointed', async () => {
    const text = { types: ['text/plain'], getType: () => Promise.resolve(new Blob(['It rains.'])) }
    const { read, edits } = pasting(() => Promise.resolve([text]))
    await read({ clientX: 300, clientY: 90 })
    await flushPromises()
    expect(edits).toMatchObject([{ type: 'scene.added', scene: { position: { x: 300, y: 90 } } }])
  })
})
