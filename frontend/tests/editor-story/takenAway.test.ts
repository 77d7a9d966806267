import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { TypingOn } from '../../src/editor/story/commands/typingOn'
import { useDraftStore } from '../../src/editor/story/draft/draftStore'
import type { OtherWindow } from '../../src/editor/story/presence/presence'
import { useSelectionStore } from '../../src/editor/story/selection'
import { useTakenAway } from '../../src/editor/story/useTakenAway'
import { dismiss, toasts } from '../../src/ui/toasts'
import { i18n } from '../words'
import '../../src/editor/story/catalogue'
import { FakeClock, FakeKept, FakeServer, retitled, sceneAt, settle, storyOf } from './drafts'

const ANN: OtherWindow = { id: 'w', email: 'ann@example.com', own: false, scene: 'b' }
const BEN: OtherWindow = { ...ANN, id: 'v', email: 'ben@example.com' }
const PLAIN = { ctrlKey: false, metaKey: false }

beforeEach(() => {
  setActivePinia(createPinia())
  for (const { id } of toasts.value) dismiss(id)
})
afterEach(() => document.body.replaceChildren())

const NOTE = { id: 'n', title: '', text: 'Ask Ann.', colour: '#1f6fb2', position: { x: 0, y: 320 } }

/** A field in the panel of the scene b, in which one types; and one in a note. */
async function open(others: readonly OtherWindow[] = []) {
  const groups = new Map([['n', { ...NOTE, size: { width: 240, height: 120 } }]])
  const server = new FakeServer({ ...storyOf(sceneAt('a', 0, 0), sceneAt('b', 400, 0)), groups })
  const [draft, selection] = [useDraftStore(), useSelectionStore()]
  const clock = { ms: 0 }
  const typingOn = new TypingOn(() => clock.ms)
  const ports = { storyId: 'story', api: server, kept: new FakeKept(), later: new FakeClock().later }
  await draft.openStory({ ...ports, newId: () => crypto.randomUUID() })
  await settle()
  const Screen = defineComponent(() => {
    useTakenAway(() => others, typingOn)
    return () => [
      draft.document?.scenes.has('b') ? h('input') : null,
      draft.document?.groups.has('n') ? h('div', { 'data-frame': 'n' }, h('textarea')) : null,
    ]
  })
  const screen = mount(Screen, { global: { plugins: [i18n] }, attachTo: document.body })
  selection.openScene('b')
  screen.find('input').element.focus()
  const writeInNote = (): void => screen.find('textarea').element.focus()
  return { server, draft, typingOn, clock, writeInNote, said: () => toasts.value.map(({ text }) => text) }
}

describe('a scene that is removed while one is in its panel', () => {
  it.each([
    [
      'by whoever else is here',
      [ANN, { ...ANN, id: 'v' }, { ...BEN, own: true }],
      'ann@example.com removed this scene.',
    ],
    ['by somebody among several', [ANN, BEN], 'Somebody else removed this scene.'],
    ['by somebody who is gone', [], 'Somebody else removed this scene.'],
  ])('is said to be removed %s', async (_who, others, sentence) => {
    const { server, draft, said } = await open(others)
    server.theirs({ type: 'scene.removed', scene: 'b' })
    await draft.catchUp()
    expect(said()).toEqual([sentence])
  })

  it.each([
    ['another scene is removed', { type: 'scene.removed', scene: 'a' }],
    ['it is only changed', retitled('b', 'The cellar')],
  ] as const)('is not spoken of where %s', async (_what, edit) => {
    const { server, draft, typingOn, said } = await open()
    server.theirs(edit)
    await draft.catchUp()
    expect([said(), typingOn.has(PLAIN, false)]).toEqual([[], false])
  })

  it('is not spoken of where one removes it oneself', async () => {
    const { draft, said } = await open()
    draft.act([{ type: 'scene.removed', scene: 'b' }])
    await draft.catchUp()
    expect(said()).toEqual([])
  })

  it('keeps what is typed on from being commands, until a second has passed', async () => {
    const { server, draft, typingOn, clock } = await open()
    server.theirs({ type: 'scene.removed', scene: 'b' })
    await draft.catchUp()
    await nextTick()
    clock.ms = 900
    expect(typingOn.has(PLAIN, false)).toBe(true)
    clock.ms = 1_800
    expect(typingOn.has(PLAIN, false)).toBe(true)
    clock.ms = 2_900
    expect(typingOn.has(PLAIN, false)).toBe(false)
  })

  it.each([
    ['in another field', PLAIN, true],
    ['with Control', { ctrlKey: true, metaKey: false }, false],
  ])('ends what was typed with a key %s', async (_where, key, typing) => {
    const { server, draft, typingOn } = await open()
    server.theirs({ type: 'scene.removed', scene: 'b' })
    await draft.catchUp()
    await nextTick()
    expect(typingOn.has(key, typing)).toBe(false)
    expect(typingOn.has(PLAIN, false)).toBe(false)
  })
})

describe('anything else that one types in', () => {
  it('keeps what is typed on from being commands, where it is taken away, and says by whom', async () => {
    const { server, draft, typingOn, writeInNote, said } = await open()
    writeInNote()
    server.theirs({ type: 'group.removed', group: 'n' })
    await draft.catchUp()
    await nextTick()
    expect(typingOn.has(PLAIN, false)).toBe(true)
    expect(said()).toEqual(['Somebody else removed what you were writing in.'])
  })

  it('changes nothing about commands where it stays', async () => {
    const { server, draft, typingOn, writeInNote } = await open()
    writeInNote()
    server.theirs({ type: 'group.rewritten', group: 'n', text: 'Ask Ben.' })
    await draft.catchUp()
    await nextTick()
    expect(typingOn.has(PLAIN, false)).toBe(false)
  })
})
