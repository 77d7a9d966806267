import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDraftStore } from '../../src/editor/story/draft/draftStore'
import type { Edit } from '../../src/story/edits'
import type { Group, Position } from '../../src/story/model'
import { FakeClock, FakeKept, FakeServer, sceneAt, settle, storyOf } from './drafts'

const NOTE: Group = {
  id: 'n',
  title: '',
  text: 'Ask Ann.',
  colour: '#1f6fb2',
  position: { x: 0, y: 0 },
  size: { width: 200, height: 176 },
}

beforeEach(() => setActivePinia(createPinia()))

/** A story with a note that is open here, while somebody else does this to it. */
async function whileTheirs(theirs: Edit, { kept = [] as readonly Edit[] } = {}) {
  const server = new FakeServer({ ...storyOf(sceneAt('a', 0, 0)), groups: new Map([['n', NOTE]]) })
  const browser = new FakeKept()
  await browser.save('story', { pending: kept.map((edit, at) => ({ id: `kept-${at}`, base: 0, edit })) })
  const draft = useDraftStore()
  let ids = 0
  const ports = { storyId: 'story', api: server, kept: browser, newId: () => `mine-${(ids += 1)}` }
  const opened = draft.openStory({ ...ports, later: new FakeClock().later })
  if (kept.length === 0) await opened
  server.theirs(theirs)
  await opened
  await settle()
  return { server, draft, note: () => server.document.groups.get('n') }
}

const written = (text: string): Edit => ({ type: 'group.rewritten', group: 'n', text })
const titled = (title: string): Edit => ({ type: 'group.retitled', group: 'n', title })
const painted = (colour: string): Edit => ({ type: 'group.recoloured', group: 'n', colour })
const moved = (position: Position): Edit => ({ type: 'group.moved', group: 'n', position })
const sized = (width: number): Edit => ({ type: 'group.resized', group: 'n', size: { width, height: 176 } })

describe('two people at one note', () => {
  it.each<[string, Edit, Edit, Partial<Group>]>([
    ['its words and its title', written('Ask Ben.'), titled('Clues'), { text: 'Ask Ben.', title: 'Clues' }],
    ['its words and its colour', written('Ask Ben.'), painted('#102030'), { text: 'Ask Ben.', colour: '#102030' }],
    [
      'its words and its place',
      written('Ask Ben.'),
      moved({ x: 8, y: 8 }),
      { text: 'Ask Ben.', position: { x: 8, y: 8 } },
    ],
    [
      'its place and its size',
      moved({ x: 8, y: 8 }),
      sized(304),
      { position: { x: 8, y: 8 }, size: { width: 304, height: 176 } },
    ],
    [
      'its place, the last of which stands',
      moved({ x: 8, y: 8 }),
      moved({ x: 0, y: 16 }),
      { position: { x: 8, y: 8 } },
    ],
  ])('change %s', async (_what, mine, theirs, both) => {
    const { draft, note } = await whileTheirs(theirs)
    draft.act([mine])
    await draft.flushed()
    expect(draft.unsettled).toEqual([])
    expect(note()).toEqual({ ...NOTE, ...both })
    expect(draft.document?.groups.get('n')).toEqual(note())
  })

  it.each([
    ['words', written('Mine.'), written('Theirs.'), { text: 'Mine.' }],
    ['title', titled('Mine'), titled('Theirs'), { title: 'Mine' }],
    ['colour', painted('#101010'), painted('#202020'), { colour: '#101010' }],
  ])('who change the same %s choose from both', async (_what, mine, theirs, chosen) => {
    const { draft, note } = await whileTheirs(theirs)
    draft.act([mine])
    await draft.flushed()
    expect(draft.unsettled).toMatchObject([{ sent: { edit: mine }, theirs }])
    expect(draft.settle('mine-1', 'mine')).toBe(true)
    await draft.flushed()
    expect(note()).toEqual({ ...NOTE, ...chosen })
  })

  it('choose where one of them removes what the other writes in', async () => {
    const { draft } = await whileTheirs(written('Theirs.'))
    draft.act([{ type: 'group.removed', group: 'n' }])
    await draft.flushed()
    expect(draft.unsettled).toMatchObject([{ theirs: written('Theirs.') }])
  })

  it('take back what they did, and nothing of the other’s', async () => {
    const { draft, note } = await whileTheirs(titled('Clues'))
    draft.act([written('Ask Ben.')])
    draft.act([moved({ x: 8, y: 8 })])
    await draft.flushed()
    expect([draft.undo(), draft.undo(), draft.undo()]).toEqual(['done', 'done', 'nothing'])
    await draft.flushed()
    expect(note()).toEqual({ ...NOTE, title: 'Clues' })
  })
})

describe('a note changed whole, by a page of before, and kept in the browser', () => {
  const whole: Edit = { type: 'group.changed', group: { ...NOTE, text: 'Ask Ben.' } }

  it('is sent, where nobody has changed anything of it', async () => {
    const { draft, note } = await whileTheirs({ type: 'story.retitled', title: 'Other' }, { kept: [whole] })
    await draft.flushed()
    expect([draft.unsettled, note()]).toEqual([[], { ...NOTE, text: 'Ask Ben.' }])
  })

  it('takes nobody’s title away', async () => {
    const { draft, note } = await whileTheirs(titled('Clues'), { kept: [whole] })
    await draft.flushed()
    expect(draft.unsettled).toMatchObject([{ sent: { edit: whole }, theirs: titled('Clues') }])
    expect(note()).toEqual({ ...NOTE, title: 'Clues' })
  })
})
