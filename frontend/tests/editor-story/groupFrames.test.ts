import { describe, expect, it } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import { SceneIndex } from '../../src/editor/story/canvas/sceneIndex'
import { useGroupFrames } from '../../src/editor/story/canvas/useGroupFrames'
import { apply, type GroupEdit } from '../../src/story/edits'
import type { Group } from '../../src/story/model'
import { sceneAt, storyOf } from './drafts'

const FRAME = { colour: '#1f6fb2', position: { x: -20, y: -20 }, size: { width: 300, height: 300 } }
const NOTE: Group = { ...FRAME, id: 'n', title: '', text: '', position: { x: 900, y: 0 } }

/** A story that takes every change, and what its frames were asked for. */
function canvas(...groups: readonly Group[]) {
  const story = shallowRef({ ...storyOf(sceneAt('a', 0, 0)), groups: new Map(groups.map((each) => [each.id, each])) })
  const [edits, asked] = [[] as GroupEdit[], [] as string[]]
  const index = new SceneIndex()
  index.follow(story.value)
  const ask = (what: string, id: string) => () => void asked.push(`${what} ${id}`)
  const framing = useGroupFrames({
    document: () => story.value,
    index: () => index,
    frames: () =>
      framing.groups.value.map(({ id }) => ({
        id,
        write: ask('write', id),
        rename: ask('rename', id),
        paint: ask('paint', id),
        focus: ask('focus', id),
      })),
    bring: ({ left, top }) => Promise.resolve(void asked.push(`bring ${left} ${top}`)),
    bringNear: ({ left, top }) => Promise.resolve(void asked.push(`near ${left} ${top}`)),
    change: (edit) => {
      edits.push(edit)
      // The canvas is given the story anew once the screen is.
      void nextTick(() => (story.value = apply(story.value, edit) as typeof story.value))
    },
  })
  const remove = (group: string) =>
    (story.value = apply(story.value, { type: 'group.removed', group }) as typeof story.value)
  return { framing, edits, asked, remove, shown: () => framing.groups.value.map(({ id }) => id) }
}

describe('a note that is begun', () => {
  it('is shown and written in, and comes into the story with its first words', async () => {
    const { framing, edits, asked, shown } = canvas()
    await framing.begin(NOTE)
    expect([asked, shown(), edits]).toEqual([['write n', 'near 900 -40'], ['n'], []])
    framing.changed({ type: 'group.rewritten', group: 'n', text: 'Ask' })
    framing.changed({ type: 'group.rewritten', group: 'n', text: 'Ask Ann.' })
    await framing.written('n', false)
    expect(edits).toEqual([
      { type: 'group.added', group: { ...NOTE, text: 'Ask' } },
      { type: 'group.rewritten', group: 'n', text: 'Ask Ann.' },
    ])
    expect(shown()).toEqual(['n'])
  })

  it.each([
    ['where it was', false],
    ['where it has gone', true],
  ])('never was where nothing was written, and the focus is %s', async (_where, left) => {
    const button = document.body.appendChild(document.createElement('button'))
    button.focus()
    const { framing, edits, shown } = canvas()
    await framing.begin(NOTE)
    button.blur()
    await framing.written('n', left)
    expect([shown(), edits]).toEqual([[], []])
    expect(document.activeElement).toBe(left ? document.body : button)
  })

  it('never was where only spaces were written', async () => {
    const { framing, edits } = canvas()
    await framing.begin(NOTE)
    framing.changed({ type: 'group.rewritten', group: 'n', text: ' \n' })
    expect(edits).toEqual([])
  })

  it('is gone like any other where it was removed once it had words', async () => {
    const { framing, shown, remove } = canvas()
    await framing.begin(NOTE)
    framing.changed({ type: 'group.rewritten', group: 'n', text: 'Ask' })
    await nextTick()
    await nextTick()
    expect(shown()).toEqual(['n'])
    remove('n')
    expect(shown()).toEqual([])
  })

  it('is no other one', async () => {
    const { framing, edits, shown } = canvas({ ...NOTE, id: 'o', text: 'Ask Ben.' })
    await framing.begin(NOTE)
    framing.changed({ type: 'group.recoloured', group: 'o', colour: '#102030' })
    await framing.written('o', false)
    expect([shown(), edits]).toEqual([['o', 'n'], [{ type: 'group.recoloured', group: 'o', colour: '#102030' }]])
  })
})

it('knows which notes, and frames without a title, scenes lie in', () => {
  const around: Group = { ...FRAME, id: 'around', title: '', text: '' }
  const { framing } = canvas(
    around,
    { ...around, id: 'written', text: 'Ask.' },
    { ...around, id: 'titled', title: 'T' },
    NOTE,
  )
  expect([...framing.holding.value]).toEqual(['around', 'written'])
})

it('brings only the head of a group into view to name it', async () => {
  const { framing, asked } = canvas({ ...FRAME, id: 'g', title: 'Shore', text: '' })
  await framing.goOn('g', 'rename')
  await framing.goOn('g', 'paint')
  await framing.goOn('gone', 'rename')
  expect(asked).toEqual(['bring -20 -60', 'rename g', 'bring -20 -60', 'paint g'])
})
