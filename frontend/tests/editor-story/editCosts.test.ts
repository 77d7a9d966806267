/** What an edit writes in this browser and sends does not know how large the story is: bytes, counted. */
import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { expect, it } from 'vitest'
import { BrowserKeptEdits } from '../../src/editor/story/draft/keptEdits'
import { begun } from '../../src/editor/story/draft/pending'
import { SaveQueue } from '../../src/editor/story/draft/saveQueue'
import type { Edit } from '../../src/story/edits'
import { newOption, newScene } from '../../src/story/model'
import { FakeClock, FakeServer, sceneAt, storyOf } from './drafts'

const EDITS: readonly (readonly Edit[])[] = [
  [{ type: 'scene.rewritten', scene: 's3', text: 'The lamp has been out for a week.' }],
  [{ type: 'scene.added', scene: newScene('new', { x: 1, y: 1 }) }],
  [{ type: 'option.added', scene: 's3', option: newOption('x', 'Go on', 'new'), index: 0 }],
  [4, 5, 6].map((at) => ({ type: 'scene.moved', scene: `s${at}`, position: { x: 9, y: 9 } })),
  [{ type: 'scene.removed', scene: 's3' }],
]

/** Bytes kept and bytes sent, edit by edit. */
async function costs(scenes: number): Promise<{ kept: number; sent: number }[]> {
  const story = storyOf(...Array.from({ length: scenes }, (_, at) => sceneAt(`s${at}`, at * 320, 0)))
  const [server, clock, name] = [new FakeServer(story), new FakeClock(), `costs-${scenes}`]
  let count = 0
  const queue = new SaveQueue(
    {
      storyId: 'story',
      api: server,
      kept: new BrowserKeptEdits(name),
      newId: () => `mine-${(count += 1)}`,
      later: clock.later,
      commitTyping: () => undefined,
      changed: () => undefined,
      added: () => undefined,
      overtook: () => undefined,
    },
    begun(story, 0, [], []),
  )
  const rows: { kept: number; sent: number }[] = []
  for (const edits of EDITS) {
    queue.add(edits, { action: 'action', undoes: null })
    const kept = await bytesIn(name, edits.length)
    await clock.next()
    await expect.poll(() => queue.current.pending).toEqual([])
    rows.push({ kept, sent: bytes(server.batches.at(-1)) })
    await bytesIn(name, 0)
  }
  return rows
}

/** What all of the database's stores hold, once there are so many rows. */
async function bytesIn(name: string, rows: number): Promise<number> {
  let held: unknown[] = []
  await expect
    .poll(async () => {
      const database = await openDB(name)
      held = (await Promise.all([...database.objectStoreNames].map((store) => database.getAll(store)))).flat()
      database.close()
      return held.length
    })
    .toBe(rows)
  return bytes(held)
}

const bytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

it('keeps and sends as many bytes of an edit in a story of ten scenes as in one of five thousand', async () => {
  const few = await costs(10)
  expect(few.every(({ kept, sent }) => kept > 100 && sent > 100)).toBe(true)
  expect(await costs(5_000)).toEqual(few)
})
