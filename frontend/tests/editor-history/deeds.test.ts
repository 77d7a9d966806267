import { describe, expect, it } from 'vitest'
import { deedsOf, othersIn, type Deeds } from '../../src/editor/history/deeds'
import { newDocument, newOption, newScene, PLAIN_THEME, type Edit, type Scene } from '../../src/story'
import { historyOf, type Made } from './history'

function scene(id: string, title: string): Scene {
  const made = newScene(id, { x: 0, y: 0 }, title)
  return { ...made, data: { ...made.data, options: [newOption('o', 'Go', null)] } }
}

const BEGUN = {
  ...newDocument('Shore'),
  scenes: new Map(['a', 'b', 'c'].map((id) => [id, scene(id, id.toUpperCase())])),
}
const NOTHING: Deeds = {
  added: [],
  removed: [],
  in: { wrote: 0, pictures: 0, paths: 0, rules: 0, endings: 0, moved: 0 },
  variables: 0,
  groups: 0,
  story: false,
  tookBack: 0,
}
const write = (id: string): Edit => ({ type: 'scene.rewritten', scene: id, text: 'x' })
const add = (id: string, title: string): Edit => ({ type: 'scene.added', scene: scene(id, title) })
const remove = (id: string): Edit => ({ type: 'scene.removed', scene: id })

function did(...made: (Edit | Made)[]): Partial<Deeds> {
  const all = made.map((one): Made => ('edit' in one ? one : { edit: one }))
  const { edits, documents } = historyOf(BEGUN, all)
  const deeds = deedsOf(edits, (id) => documents.at(-1)?.scenes.get(id)?.data.title)
  return Object.fromEntries(Object.entries(deeds).filter(([name, value]) => !same(value, NOTHING[name as keyof Deeds])))
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function worked(counts: Partial<Deeds['in']>): Partial<Deeds> {
  return { in: { ...NOTHING.in, ...counts } }
}

describe('what was done', () => {
  it.each<[string, Partial<Deeds>, Partial<Deeds>]>([
    [
      'words in two scenes',
      did(write('a'), write('a'), { type: 'scene.noted', scene: 'b', notes: 'n' }),
      worked({ wrote: 2 }),
    ],
    [
      'every kind of work in one scene',
      did(
        { type: 'scene.image_set', scene: 'a', image: 'i' },
        { type: 'option.retargeted', scene: 'a', option: 'o', target: 'b' },
        { type: 'option.lock_set', scene: 'a', option: 'o', when_locked: 'shown' },
        { type: 'scene.ending_set', scene: 'a', ending: { name: 'End', link: null } },
        { type: 'scene.moved', scene: 'a', position: { x: 1, y: 1 } },
      ),
      worked({ pictures: 1, paths: 1, rules: 1, endings: 1, moved: 1 }),
    ],
    [
      'a scene added under another title',
      did(add('d', 'New'), { type: 'scene.retitled', scene: 'd', title: 'The Cellar' }),
      { added: ['The Cellar'], ...worked({ wrote: 1 }) },
    ],
    ['a scene written in, then removed', did(write('a'), remove('a')), { removed: ['A'] }],
    ['a scene that came and went', did(add('d', 'New'), remove('d')), {}],
    ['a scene that went and came', did(remove('a'), add('a', 'A')), {}],
    [
      'all else',
      did(
        { type: 'variable.added', name: 'coins', variable: { type: 'number', initial: 0 } },
        { type: 'variable.removed', name: 'coins' },
        {
          type: 'group.added',
          group: {
            id: 'g',
            title: '',
            text: '',
            colour: '#000000',
            position: { x: 0, y: 0 },
            size: { width: 1, height: 1 },
          },
        },
        { type: 'group.removed', group: 'g' },
        { type: 'story.theme_set', theme: PLAIN_THEME },
      ),
      { variables: 1, groups: 1, story: true },
    ],
    [
      'an action taken back',
      did(write('a'), { edit: write('a'), action: 'u', undoes: 'e1' }, { edit: write('b'), action: 'u', undoes: 'e1' }),
      { ...worked({ wrote: 1 }), tookBack: 1 },
    ],
  ])('%s', (_, deeds, wanted) => expect(deeds).toEqual(wanted))
})

it('tells whose work it is besides one’s own', () => {
  const by = (account: string | null): Made => ({ edit: write('a'), by: account })
  const { edits } = historyOf(BEGUN, [by('ann'), by('bob'), by(null), by('bob')])
  expect([...othersIn(edits, 'ann')]).toEqual([
    ['bob', 2],
    [null, 1],
  ])
  expect([...othersIn(edits, null).keys()]).toEqual(['ann', 'bob', null])
})
