import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDraftStore } from '../../src/editor/story/draft/draftStore'
import { beyondReach, EMPTY_HISTORY, withEarlier, withSent, withTold } from '../../src/editor/story/draft/history'
import { CallFailed, type HistoricEdit } from '../../src/editor/story/draft/saveQueue'
import type { Edit } from '../../src/story/edits'
import { FakeClock, FakeKept, FakeServer, retitled, sceneAt, settle, storyOf } from './drafts'

const STORY = storyOf(sceneAt('a', 0, 0), sceneAt('b', 400, 0))
const ADDED: readonly Edit[] = [
  { type: 'scene.added', scene: sceneAt('c', 800, 0) },
  { type: 'story.start_set', start: 'c' },
]

beforeEach(() => setActivePinia(createPinia()))

/** One visit to the story after another: what the server and the browser hold stays. */
class Desk {
  readonly server = new FakeServer(STORY)
  readonly kept = new FakeKept()
  clock = new FakeClock()
  draft = useDraftStore()
  #ids = 0

  async visit(): Promise<void> {
    this.clock = new FakeClock()
    setActivePinia(createPinia())
    this.draft = useDraftStore()
    await this.draft.openStory({
      storyId: 'story',
      api: this.server,
      kept: this.kept,
      newId: () => `edit-${(this.#ids += 1)}`,
      later: this.clock.later,
    })
    await settle()
  }

  titles(): (string | undefined)[] {
    return ['a', 'b', 'c'].map((id) => this.draft.document?.scenes.get(id)?.data.title)
  }

  serverTitles(): (string | undefined)[] {
    return ['a', 'b', 'c'].map((id) => this.server.document.scenes.get(id)?.data.title)
  }
}

async function begun(): Promise<Desk> {
  const desk = new Desk()
  await desk.visit()
  return desk
}

describe('undo', () => {
  it('appends what takes a whole action back, and says which', async () => {
    const { draft, server } = await begun()
    expect([draft.canUndo, draft.undo(), draft.redo()]).toEqual([false, 'nothing', 'nothing'])
    expect(draft.act(ADDED)).toBe(true)
    expect(draft.undo()).toBe('done')
    await draft.flushed()
    const [added, started, back, removed] = server.recorded
    expect(started?.action).toBe(added?.action)
    expect([back, removed].map((each) => each?.undoes)).toEqual([added?.action, added?.action])
    expect([back, removed].map((each) => each?.edit)).toEqual([
      { type: 'story.start_set', start: 'a' },
      { type: 'scene.removed', scene: 'c' },
    ])
    expect(server.document).toEqual(STORY)
    expect(draft.redo()).toBe('done')
    expect(draft.redo()).toBe('nothing')
    await draft.flushed()
    expect(server.document.start).toBe('c')
  })

  it('goes on across a reload, and so does redo', async () => {
    const desk = await begun()
    desk.draft.act(ADDED)
    desk.draft.act([retitled('a', 'One')])
    desk.draft.act([retitled('a', 'Two')])
    await desk.draft.flushed()

    await desk.visit()
    expect(desk.titles()).toEqual(['Two', 'B', 'C'])
    expect(desk.draft.undo()).toBe('done')
    expect(desk.draft.undo()).toBe('done')
    expect(desk.titles()).toEqual(['A', 'B', 'C'])
    await desk.draft.flushed()

    await desk.visit()
    expect([desk.draft.undo(), desk.draft.undo()]).toEqual(['done', 'nothing'])
    expect(desk.titles()).toEqual(['A', 'B', undefined])
    expect([desk.draft.redo(), desk.draft.redo()]).toEqual(['done', 'done'])
    await desk.draft.flushed()

    await desk.visit()
    expect([desk.draft.redo(), desk.draft.redo()]).toEqual(['done', 'nothing'])
    await desk.draft.flushed()
    expect(desk.serverTitles()).toEqual(['Two', 'B', 'C'])
    expect(desk.serverTitles()).toEqual(desk.titles())
  })

  it('takes back after a reload what was not even sent before it', async () => {
    const desk = await begun()
    desk.draft.act([retitled('a', 'Sent')])
    await desk.draft.flushed()
    desk.server.failures = ['lost', 'lost', 'lost']
    desk.draft.act([retitled('a', 'Kept'), retitled('b', 'Kept')])
    await settle()

    await desk.visit()
    expect(desk.titles()).toEqual(['Kept', 'Kept', undefined])
    expect(desk.draft.undo()).toBe('done')
    expect(desk.titles()).toEqual(['Sent', 'B', undefined])
    expect(desk.draft.undo()).toBe('done')
    expect(desk.titles()).toEqual(['A', 'B', undefined])
  })

  it('leaves others’ work alone, says so once, and goes on to what came before', async () => {
    const desk = await begun()
    desk.draft.act([retitled('a', 'Mine')])
    desk.draft.act([retitled('b', 'Mine')])
    await desk.draft.flushed()
    desk.server.theirs(retitled('b', 'Theirs'))
    for (const visit of ['the same', 'the next']) {
      if (visit === 'the next') await desk.visit()
      else await desk.draft.catchUp()
      expect(desk.draft.undo()).toBe('overtaken')
      expect(desk.titles()).toEqual(['Mine', 'Theirs', undefined])
    }
    expect(desk.draft.undo()).toBe('done')
    expect(desk.draft.undo()).toBe('nothing')
    expect(desk.titles()).toEqual(['A', 'Theirs', undefined])
  })

  it('has nothing to do with what others did', async () => {
    const desk = new Desk()
    desk.server.theirs(retitled('a', 'Theirs'))
    await desk.visit()
    expect(desk.draft.canUndo).toBe(false)
  })

  it('takes back what the same creator did in another tab', async () => {
    const desk = await begun()
    desk.draft.act([retitled('a', 'Here')])
    await desk.draft.flushed()
    const there = { id: 'there', base: 1, edit: retitled('b', 'There'), action: 'there' }
    await desk.server.send([there])
    await desk.draft.catchUp()
    expect(desk.draft.latest).toBe('there')
    expect(desk.draft.undo()).toBe('done')
    expect(desk.titles()).toEqual(['Here', 'B', undefined])
  })

  it('forgets an edit that the server did not take', async () => {
    const { draft, server } = await begun()
    draft.act([retitled('b', 'Mine')])
    await draft.flushed()
    server.theirs(retitled('a', 'Theirs'))
    draft.act([retitled('a', 'Mine')])
    await draft.flushed()
    expect(draft.unsettled).toHaveLength(1)
    expect(draft.settle(draft.unsettled[0]?.sent.id ?? '', 'theirs')).toBe(true)
    expect(draft.undo()).toBe('done')
    await draft.flushed()
    expect([...server.document.scenes.values()].map(({ data }) => data.title)).toEqual(['Theirs', 'B'])
  })

  it('begins here where the server does not say what was before', async () => {
    const desk = await begun()
    desk.draft.act([retitled('a', 'Before')])
    await desk.draft.flushed()
    desk.server.account = () => Promise.reject(new CallFailed('lost'))
    await desk.visit()
    expect(desk.draft.canUndo).toBe(false)
    desk.draft.act([retitled('a', 'Now')])
    expect([desk.draft.undo(), desk.draft.undo()]).toEqual(['done', 'nothing'])
    expect(desk.titles()).toEqual(['Before', 'B', undefined])
  })
})

describe('an action larger than what is known', () => {
  const titles = Array.from({ length: 400 }, (_, index) => retitled('a', `Title ${index}`))

  async function restored(): Promise<Desk> {
    const desk = await begun()
    await desk.server.send(titles.map((edit, index) => ({ id: `t${index}`, base: index, edit, action: 'large' })))
    await desk.visit()
    return desk
  }

  it('is taken back by the server, after what came later was taken back here', async () => {
    const desk = await restored()
    desk.draft.act([retitled('b', 'Later')])
    expect(desk.draft.undo()).toBe('done')
    expect([desk.draft.canUndo, desk.draft.latest]).toEqual([true, 'large'])
    const asked = desk.draft.undo()
    expect(await desk.draft.undo()).toBe('nothing')
    expect(await asked).toBe('done')
    expect(desk.titles()).toEqual(['A', 'B', undefined])
    expect(desk.draft.revision).toBe(desk.server.revision)
    expect(desk.draft.canUndo).toBe(false)
    await desk.visit()
    expect(desk.draft.canUndo).toBe(false)
  })

  it('is asked for again under the same id where the answer was lost', async () => {
    const desk = await restored()
    desk.server.failures = ['lost']
    expect(await desk.draft.undo()).toBe('failed')
    expect(await desk.draft.undo()).toBe('done')
    const [first, again] = desk.server.undone
    expect(again).toEqual(first)
    expect(desk.titles()).toEqual(['A', 'B', undefined])
  })

  it('is told once to be overtaken', async () => {
    const desk = await restored()
    desk.server.theirs(retitled('a', 'Theirs'))
    expect(await desk.draft.undo()).toBe('overtaken')
    expect(desk.titles()).toEqual(['Theirs', 'B', undefined])
    expect([desk.draft.canUndo, desk.draft.undo()]).toEqual([false, 'nothing'])
  })
})

describe('what is known of the history', () => {
  const told = (revision: number, action: string, by = 'me'): HistoricEdit => {
    const [edit, inverse] = [retitled('a', String(revision)), retitled('a', String(revision - 1))]
    return { id: `edit-${revision}`, revision, edit, inverse, action, undoes: null, by }
  }
  const actions = ({ entries }: { readonly entries: readonly { readonly action: string }[] }) =>
    entries.map(({ action }) => action)

  it('leaves out an action that may have begun before', () => {
    const edits = [told(7, 'x', 'them'), told(8, 'half'), told(9, 'y', 'them'), told(10, 'half'), told(11, 'whole')]
    expect(actions(withEarlier(EMPTY_HISTORY, edits, 'me', false))).toEqual(['x', 'y', 'whole'])
    expect(actions(withEarlier(EMPTY_HISTORY, edits, 'me', true))).toEqual(['x', 'half', 'y', 'half', 'whole'])
  })

  it('stands before what was done meanwhile, and holds nothing twice', () => {
    const now = withSent(EMPTY_HISTORY, STORY, [{ id: 'now', base: 2, edit: retitled('b', 'Now') }])
    const whole = withEarlier(now, [told(1, 'one'), { ...told(2, 'now'), id: 'now' }], 'me', true)
    expect(actions(whole)).toEqual(['one', 'now'])
    expect(actions(withTold(whole, [told(1, 'one'), told(3, 'three')], 'me'))).toEqual(['one', 'now', 'three'])
    expect(whole.entries.map(({ mine }) => mine)).toEqual([true, true])
    expect(withTold(EMPTY_HISTORY, [told(1, 'one')], null).entries[0]?.mine).toBe(false)
  })

  it('grows no further than two thousand edits, and never holds half an action', () => {
    const edits = Array.from({ length: 2_003 }, (_, index) => told(index + 1, String(Math.floor(index / 2))))
    const kept = withTold(EMPTY_HISTORY, edits, 'me')
    // The first three are beyond the bound; the fourth is the other half of the third.
    expect(kept.entries[0]?.id).toBe('edit-5')
    expect(kept.entries).toHaveLength(1_999)
    expect(beyondReach(kept)).toBe('1')
  })
})
