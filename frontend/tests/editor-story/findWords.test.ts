import { describe, expect, it } from 'vitest'
import { findWords, readAhead } from '../../src/editor/story/commands/findWords'
import { apply } from '../../src/story/edits'
import { newScene, type Group, type Scene, type SceneData } from '../../src/story/model'
import { retitled, sceneAt, storyOf } from './drafts'

function sceneWith(id: string, data: Partial<SceneData>): Scene {
  const scene = sceneAt(id, 0, 0, [null])
  return { ...scene, data: { ...scene.data, title: '', ...data } }
}

const [option] = sceneAt('o', 0, 0, [null]).data.options
if (!option) throw new Error('no option')

const FRAME = { colour: '#1f6fb2', position: { x: 0, y: 0 }, size: { width: 300, height: 300 } }
const GROUPS: readonly Group[] = [
  { ...FRAME, id: 'caves', title: 'The caves', text: '' },
  { ...FRAME, id: 'note', title: 'For Mia', text: 'Which cave is dry?' },
]

const SCENES = storyOf(
  sceneWith('shore', { title: 'The Shore', text: 'A **lamp** burns.', notes: 'Ask Mia about the lamp' }),
  sceneWith('door', {
    options: [
      {
        ...option,
        label: 'Light the Lamp',
        hint: 'It is dark',
        condition: { not: { all: [{ var: 'oil', is: 'ge', value: 1 }] } },
        effects: [{ toggle: 'lit' }, { add: 'oil', by: -1 }],
      },
    ],
    tags: ['night'],
  }),
  sceneWith('end', { ending: { name: 'Home', link: null }, alt: 'A house' }),
)
const STORY = { ...SCENES, groups: new Map(GROUPS.map((group) => [group.id, group])) }

function foundFor(query: string): readonly string[] {
  const hits = findWords(STORY, query).places.flatMap((place) => place.hits)
  return hits.map(({ spot, field }) => `${'scene' in spot ? spot.scene : spot.group} ${field}`)
}

describe('looking for words', () => {
  it.each([
    ['shore', ['shore title']],
    ['LAMP', ['shore text', 'shore notes', 'door option']],
    ['is dark', ['door hint']],
    ['oil', ['door read', 'door set']],
    ['lit', ['door set']],
    ['night', ['door tag']],
    ['home', ['end ending']],
    ['house', ['end alt']],
    ['CAVE', ['caves group', 'note note']],
    ['mia', ['shore notes', 'note note']],
    ['  shore ', ['shore title']],
    ['', []],
    ['nowhere', []],
    ['shore\nA', []],
  ])('“%s”', (query, expected) => {
    expect(foundFor(query)).toEqual(expected)
  })

  it('shows them among the words around them', () => {
    const text = `${'before '.repeat(10)}the LAMP ${'after '.repeat(20)}`
    const [found] = findWords(storyOf(sceneWith('a', { text })), 'lamp').places
    expect(found?.hits[0]).toMatchObject({ match: 'LAMP', before: '…efore before before the ' })
    expect(found?.hits[0]?.after).toMatch(/^ after.*…$/)
  })

  it('marks the right letters behind one that is longer when small', () => {
    const [found] = findWords(storyOf(sceneWith('a', { text: 'İİ lamp' })), 'lamp').places
    expect(found?.hits[0]).toMatchObject({ before: 'İİ ', match: 'lamp' })
  })

  it('finds what a scene has become', () => {
    const after = apply(STORY, retitled('shore', 'The Beach'))
    expect([findWords(after, 'the shore').total, findWords(after, 'beach').total]).toEqual([0, 1])
  })

  it('are read ahead while there is time', () => {
    const story = storyOf(sceneWith('a', {}), sceneWith('b', {}), sceneWith('c', {}))
    let turns = 2
    expect(readAhead(story, () => (turns -= 1) >= 0)).toBe(false)
    expect(readAhead(story, () => (turns += 2) > 0)).toBe(true)
    expect(readAhead(story, () => false)).toBe(true)
  })

  it('lists groups and notes behind any number of scenes, by what they are', () => {
    const many = Array.from({ length: 500 }, (_, index) => newScene(`s${index}`, { x: 0, y: 0 }, `Cave ${index}`))
    const { places, total } = findWords({ ...storyOf(...many), groups: STORY.groups }, 'cave')
    expect(places.slice(-2).map(({ title, kind }) => [title, kind])).toEqual([
      ['The caves', 'group'],
      ['For Mia', 'note'],
    ])
    expect(total).toBe(502)
  })

  it('counts all scenes and lists the first', () => {
    const many = Array.from({ length: 500 }, (_, index) => newScene(`s${index}`, { x: 0, y: 0 }, `Lamp ${index}`))
    const { places, total } = findWords(storyOf(...many), 'lamp')
    expect([total, places.length]).toEqual([500, 100])
  })
})
