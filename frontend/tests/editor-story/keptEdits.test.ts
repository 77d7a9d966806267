import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { expect, it } from 'vitest'
import { BrowserKeptEdits } from '../../src/editor/story/draft/keptEdits'
import { newScene } from '../../src/story'
import { retitled } from './drafts'

const sent = (id: string, base = 0) => ({ id, base, edit: retitled('a', id) })

it('keeps edits of each story in the order they were made, across openings', async () => {
  const kept = new BrowserKeptEdits('one')
  await kept.save('story', { pending: [sent('z'), sent('a')] })
  await kept.save('other', { pending: [sent('m')] })
  await kept.save('story', { pending: [sent('k'), sent('z', 4)] })
  const { pending } = await new BrowserKeptEdits('one').load('story')
  expect(pending).toEqual([sent('z', 4), sent('a'), sent('k')])
})

it('drops, rebases and sets aside in one go', async () => {
  const kept = new BrowserKeptEdits('two')
  await kept.save('story', { pending: [sent('a'), sent('b'), sent('c')] })
  const unsettled = { sent: sent('c'), theirs: retitled('a', 'theirs'), refusal: null }
  await kept.save('story', { dropped: ['a', 'never'], pending: [sent('b', 7)], unsettled: [unsettled] })
  expect(await kept.load('story')).toEqual({ pending: [sent('b', 7)], unsettled: [unsettled] })
})

it('brings up what a release before schema 2 kept', async () => {
  const kept = new BrowserKeptEdits('three')
  await kept.load('story')
  const scene = newScene('n', { x: 0, y: 0 })
  const { tags: _, ...data } = scene.data
  const old = { id: 'old', base: 0, edit: { type: 'scene.added', scene: { ...scene, data } } }
  const database = await openDB('three', 1)
  await database.put('edits', { story: 'story', id: 'old', sent: old, unsettled: null })
  const unsettled = { sent: { ...old, id: 'both' }, theirs: old.edit, refusal: null }
  await database.put('edits', { story: 'story', id: 'both', sent: unsettled.sent, unsettled })
  const now = { type: 'scene.added', scene }
  expect(await kept.load('story')).toEqual({
    pending: [{ ...old, edit: now }],
    unsettled: [{ sent: { ...old, id: 'both', edit: now }, theirs: now, refusal: null }],
  })
})
