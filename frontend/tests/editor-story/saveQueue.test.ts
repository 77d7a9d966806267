import { describe, expect, it } from 'vitest'
import { begun, type DraftState } from '../../src/editor/story/draft/pending'
import { restoreDraft } from '../../src/editor/story/draft/restoreDraft'
import { CallFailed, SaveQueue, type Connection } from '../../src/editor/story/draft/saveQueue'
import type { Edit } from '../../src/story/edits'
import { EditRefused } from '../../src/story/edits'
import type { Document as StoryDocument } from '../../src/story/model'
import { FakeClock, FakeKept, FakeServer, retitled, sceneAt, settle, storyOf } from './drafts'

const STORY = storyOf(sceneAt('a', 0, 0), sceneAt('b', 400, 0))

function titleOf(document: StoryDocument, scene: string): string | undefined {
  return document.scenes.get(scene)?.data.title
}

function open(server = new FakeServer(STORY), kept = new FakeKept(), begin: DraftState = begun(STORY, 0, [], [])) {
  const clock = new FakeClock()
  const seen: { connection: Connection; isKept: boolean; overtaken: Edit[] } = {
    connection: 'good',
    isKept: true,
    overtaken: [],
  }
  let count = 0
  const queue = new SaveQueue(
    {
      storyId: 'story',
      api: server,
      kept,
      newId: () => `mine-${(count += 1)}`,
      later: clock.later,
      commitTyping: () => undefined,
      changed: (_state, connection, isKept) => void Object.assign(seen, { connection, isKept }),
      added: () => undefined,
      overtook: (edits) => void seen.overtaken.push(...edits.map(({ edit }) => edit)),
    },
    begin,
  )
  return { queue, server, kept, clock, seen }
}

describe('the save queue', () => {
  it('shows an edit at once, keeps it, and sends it in one batch with those beside it', async () => {
    const { queue, server, kept, clock } = open()
    queue.add([retitled('a', 'One')])
    queue.add([retitled('b', 'Two')])
    expect(queue.current.document.scenes.get('a')?.data.title).toBe('One')
    await settle()
    expect([...kept.pending.keys()]).toEqual(['mine-1', 'mine-2'])
    await clock.next()
    expect(server.batches.map((batch) => batch.map((each) => each.id))).toEqual([['mine-1', 'mine-2']])
    expect(queue.current).toMatchObject({ revision: 2, pending: [] })
    await settle()
    expect(kept.pending.size).toBe(0)
  })

  it('applies none of a group of edits where one does not fit', () => {
    const { queue } = open()
    expect(() => queue.add([retitled('a', 'One'), retitled('gone', 'Two')])).toThrow(EditRefused)
    expect(queue.current.pending).toEqual([])
    expect(queue.current.document).toBe(STORY)
  })

  it('sends again after failures, in the same order, with growing pauses', async () => {
    const { queue, server, clock, seen } = open()
    server.failures = ['lost', 'lost', 'lost']
    queue.add([retitled('a', 'One'), retitled('b', 'Two')])
    const pauses: number[] = []
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await clock.next()
      pauses.push(...clock.pauses)
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000])
    expect(seen.connection).toBe('lost')
    await clock.next()
    expect(seen.connection).toBe('good')
    expect(server.recorded.map((each) => each.id)).toEqual(['mine-1', 'mine-2'])
  })

  it('takes an answer that got lost as given when it sends again', async () => {
    const { queue, server, clock } = open()
    server.failures = ['answer-lost']
    queue.add([retitled('a', 'One')])
    await clock.next()
    await clock.next()
    expect(server.recorded).toHaveLength(1)
    expect(queue.current).toMatchObject({ revision: 1, pending: [] })
    expect(queue.current.document.scenes.get('a')?.data.title).toBe('One')
  })

  it('goes on where the answer that got lost is found among what others did', async () => {
    const { queue, server, clock, seen } = open()
    server.failures = ['answer-lost']
    queue.add([retitled('a', 'One')])
    await clock.next()
    expect(seen.connection).toBe('lost')
    await queue.catchUp()
    expect([queue.current.pending, seen.connection]).toEqual([[], 'good'])
    await clock.next()
    queue.add([retitled('a', 'Two')])
    await clock.next()
    expect(server.recorded.map(({ id }) => id)).toEqual(['mine-1', 'mine-2'])
  })

  it('goes on where the answer is given up on after its edits were found', async () => {
    const { queue, server, clock, seen } = open()
    server.failures = ['answer-lost']
    queue.add([retitled('a', 'One')])
    let giveUp = (): void => undefined
    server.takes = () => new Promise((resolve) => (giveUp = resolve))
    await clock.next()
    await queue.catchUp()
    giveUp()
    await settle()
    expect([queue.current.pending, seen.connection]).toEqual([[], 'good'])
    server.takes = () => Promise.resolve()
    queue.add([retitled('a', 'Two')])
    await clock.next()
    expect(server.recorded.map(({ id }) => id)).toEqual(['mine-1', 'mine-2'])
  })

  it('takes up after a crash what the browser kept, and sends what the server lacks', async () => {
    const kept = new FakeKept()
    const server = new FakeServer(STORY)
    const before = open(server, kept)
    server.failures = ['answer-lost']
    before.queue.add([{ type: 'scene.added', scene: sceneAt('c', 800, 0) }])
    await before.clock.next()
    before.queue.add([retitled('c', 'Third')])
    await settle()
    before.queue.stop()

    const after = open(server, kept, await restoreDraft({ storyId: 'story', api: server, kept }))
    expect(after.queue.current.document.scenes.get('c')?.data.title).toBe('Third')
    await after.clock.next()
    expect(server.document.scenes.get('c')?.data.title).toBe('Third')
    expect(server.recorded).toHaveLength(2)
    await settle()
    expect(kept.pending.size).toBe(0)
  })

  it('raises the base of what it has not sent, unless somebody else changed the same thing', async () => {
    const { queue, server } = open()
    queue.add([retitled('a', 'Mine'), retitled('b', 'Mine, too')])
    server.theirs(retitled('a', 'Theirs'))
    await queue.catchUp()
    expect(queue.current.pending.map((each) => each.base)).toEqual([0, 1])
    expect(queue.current.document.scenes.get('a')?.data.title).toBe('Mine')
    expect(queue.current.confirmed.scenes.get('a')?.data.title).toBe('Theirs')
  })

  it('keeps anew, of all that waits, only what was made on what has arrived', async () => {
    const { queue, server, kept, clock } = open()
    let answer = (): void => undefined
    server.takes = () => new Promise((resolve) => (answer = resolve))
    queue.add([retitled('a', 'One')])
    await clock.next()
    queue.add([retitled('a', 'Two'), retitled('b', 'Three')])
    await settle()
    answer()
    await settle()
    expect(queue.current.pending.map(({ base }) => base)).toEqual([1, 1])
    expect([...kept.pending].map(([id, { base }]) => [id, base])).toEqual([
      ['mine-2', 1],
      ['mine-3', 0],
    ])
    const again = await restoreDraft({ storyId: 'story', api: server, kept })
    expect(again.pending.map(({ base }) => base)).toEqual([1, 1])
  })

  it('reads others’ edits that lie between its own, and tells of them', async () => {
    const { queue, server, clock, seen } = open()
    server.theirs(retitled('b', 'Theirs'))
    queue.add([retitled('a', 'Mine')])
    await clock.next()
    expect(queue.current.revision).toBe(2)
    expect([...queue.current.document.scenes.values()].map((scene) => scene.data.title)).toEqual(['Mine', 'Theirs'])
    expect(seen.overtaken).toEqual([retitled('b', 'Theirs')])
  })

  it('keeps both texts of a conflict until the creator has chosen', async () => {
    const { queue, server, kept, clock } = open()
    server.theirs(retitled('a', 'Theirs'))
    queue.add([retitled('a', 'Mine')])
    await clock.next()
    await settle()
    expect(queue.current.unsettled).toMatchObject([{ sent: { edit: { title: 'Mine' } }, theirs: { title: 'Theirs' } }])
    expect(kept.unsettled).toHaveLength(1)
    queue.settle('mine-1', 'mine')
    await clock.next()
    await settle()
    expect(server.document.scenes.get('a')?.data.title).toBe('Mine')
    expect(queue.current.unsettled).toEqual([])
    expect(kept.unsettled).toEqual([])
  })

  it('lets theirs stand when the creator says so', async () => {
    const { queue, server, clock } = open()
    server.theirs(retitled('a', 'Theirs'))
    queue.add([retitled('a', 'Mine')])
    await clock.next()
    queue.settle('mine-1', 'theirs')
    expect(queue.current).toMatchObject({ pending: [], unsettled: [] })
    expect(titleOf(queue.current.document, 'a')).toBe('Theirs')
    expect(server.recorded).toHaveLength(1)
  })

  it('keeps both texts where one goes on typing while theirs comes in', async () => {
    const { queue, server, kept, clock } = open()
    let arrive = () => {}
    server.slow = new Promise((resolve) => (arrive = resolve))
    queue.add([retitled('a', 'Mi')])
    await clock.next()
    server.theirs(retitled('a', 'Theirs'))
    await queue.catchUp()
    await queue.catchUp() // which brings nothing new, and no clean base either
    queue.add([retitled('a', 'Mine')])
    arrive()
    for (let turn = 0; turn < 3; turn += 1) await clock.next()
    expect(titleOf(server.document, 'a')).toBe('Theirs')
    expect(queue.current.unsettled).toMatchObject([{ sent: { edit: { title: 'Mine' } }, theirs: { title: 'Theirs' } }])
    expect(kept.unsettled).toHaveLength(1)
    queue.settle('mine-2', 'theirs')
    expect(titleOf(queue.current.document, 'a')).toBe('Theirs')
    expect(queue.current).toMatchObject({ pending: [], unsettled: [] })
    await settle()
    expect(kept.unsettled).toEqual([])
  })

  it('does not remove unasked what somebody else has worked in', async () => {
    const { queue, server, clock } = open()
    queue.add([{ type: 'scene.removed', scene: 'a' }])
    server.theirs(retitled('a', 'Theirs'))
    await queue.catchUp()
    await clock.next()
    expect(titleOf(queue.current.document, 'a')).toBe('Theirs')
    expect(queue.current.unsettled).toMatchObject([{ sent: { edit: { type: 'scene.removed' } } }])
  })

  it('sets aside the one edit the server refuses and goes on with the others', async () => {
    const { queue, server, clock } = open()
    server.refusing = (edit) => (edit.type === 'scene.noted' ? 'Too long.' : null)
    queue.add([retitled('a', 'One'), { type: 'scene.noted', scene: 'a', notes: '…' }, retitled('b', 'Two')])
    for (let attempt = 0; attempt < 5; attempt += 1) await clock.next()
    expect(server.recorded.map((each) => each.edit.type)).toEqual(['scene.retitled', 'scene.retitled'])
    expect(queue.current.unsettled).toMatchObject([{ refusal: 'Too long.', sent: { edit: { type: 'scene.noted' } } }])
  })

  it('knows what closing the tab would lose', async () => {
    const kept = new FakeKept()
    kept.broken = true
    const { queue, clock, seen } = open(new FakeServer(STORY), kept)
    queue.add([retitled('a', 'One')])
    await settle()
    expect([queue.atRisk, seen.isKept]).toEqual([true, false])
    await clock.next()
    expect([queue.atRisk, seen.isKept]).toEqual([false, true])
    const whole = open()
    whole.queue.add([retitled('a', 'One')])
    await settle()
    expect([whole.queue.atRisk, whole.seen.isKept]).toEqual([false, true])
  })

  it('does not wait for ever for a browser that does not say whether it has kept them', async () => {
    const kept = new FakeKept()
    kept.save = () => new Promise(() => undefined)
    const { queue, server, clock } = open(new FakeServer(STORY), kept)
    queue.add([retitled('a', 'One')])
    await clock.next()
    expect([server.batches, queue.atRisk]).toEqual([[], true])
    await clock.next()
    expect(server.recorded).toHaveLength(1)
  })

  it('says that a slow browser has kept them, once it has', async () => {
    const kept = new FakeKept()
    const done: (() => void)[] = []
    kept.save = () => new Promise((resolve) => done.push(resolve))
    const { queue, server, clock, seen } = open(new FakeServer(STORY), kept)
    server.failures = ['lost']
    queue.add([retitled('a', 'One')])
    queue.add([retitled('b', 'Two')])
    await clock.next()
    await clock.next()
    expect([seen.connection, seen.isKept]).toEqual(['lost', false])
    for (let each = done.shift(); each; each = done.shift()) {
      each()
      await settle()
    }
    expect([queue.atRisk, seen.isKept]).toEqual([false, true])
  })

  it('promises nothing for a browser that kept nothing before, until it has kept all there is', async () => {
    const kept = new FakeKept()
    kept.broken = true
    const { queue, server, clock, seen } = open(new FakeServer(STORY), kept)
    queue.add([retitled('a', 'One')])
    await settle()
    await clock.next()
    server.failures = ['lost', 'lost']
    queue.add([retitled('a', 'Two')])
    expect(seen.isKept).toBe(false)
    await settle()
    kept.broken = false
    queue.add([retitled('b', 'Three')])
    await settle()
    expect(seen.isKept).toBe(false)
    await queue.flushed()
    await queue.flushed()
    await queue.flushed()
    queue.add([retitled('b', 'Four')])
    await settle()
    expect(seen.isKept).toBe(true)
  })

  it('says that it is outdated where it meets an edit of a newer release, and loses nothing of its own', async () => {
    const { queue, server, kept, clock, seen } = open()
    server.newer({ type: 'scene.lit', scene: 'b' })
    queue.add([retitled('a', 'Cave')])
    await clock.next()
    expect([seen.connection, clock.pauses]).toEqual(['outdated', [30_000]])
    expect([titleOf(queue.current.document, 'a'), queue.current.document.scenes.size]).toEqual(['Cave', 2])
    expect([...kept.pending.keys()]).toEqual(['mine-1'])

    // The page is loaded again, and knows it: what had arrived has arrived.
    server.recorded[0] = { ...server.recorded[0]!, edit: retitled('b', 'Lit') }
    const again = await restoreDraft({ storyId: 'story', api: server, kept })
    expect([titleOf(again.document, 'a'), again.pending, kept.pending.size]).toEqual(['Cave', [], 0])
  })

  it('says so, too, where it only reads', async () => {
    const { queue, server, seen } = open()
    server.newer({ type: 'chapter.added' })
    await expect(queue.catchUp()).rejects.toThrow(CallFailed)
    expect([seen.connection, queue.current.revision]).toEqual(['outdated', 0])
  })

  it('warns no longer of a tab that is closed, once what the browser would not keep has arrived', async () => {
    const kept = new FakeKept()
    kept.broken = true
    const { queue, server, clock } = open(new FakeServer(STORY), kept)
    queue.add([retitled('a', 'One')])
    await settle()
    await clock.next()
    kept.broken = false
    server.failures = ['lost']
    queue.add([retitled('a', 'Two')])
    expect(queue.atRisk).toBe(true)
    await settle()
    expect(queue.current.pending).toHaveLength(1)
    expect(queue.atRisk).toBe(false)
  })

  it('warns of what waits for a choice where the browser would not keep it', async () => {
    const kept = new FakeKept()
    kept.broken = true
    const { queue, server, clock } = open(new FakeServer(STORY), kept)
    server.theirs(retitled('a', 'Theirs'))
    queue.add([retitled('a', 'Mine')])
    await clock.next()
    await settle()
    expect(queue.current).toMatchObject({ pending: [], unsettled: [{ sent: { edit: { title: 'Mine' } } }] })
    expect(queue.atRisk).toBe(true)
    queue.settle('mine-1', 'theirs')
    expect(queue.atRisk).toBe(false)
  })

  it('says whether everything has arrived', async () => {
    const { queue, server } = open()
    queue.add([retitled('a', 'One')])
    server.failures = ['lost']
    expect(await queue.flushed()).toBe(false)
    const second = open()
    second.queue.add([retitled('a', 'One')])
    expect(await second.queue.flushed()).toBe(true)
    expect(second.server.recorded).toHaveLength(1)
  })
})
