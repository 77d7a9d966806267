import { describe, expect, it } from 'vitest'
import { linkedBy } from '../../src/editor/story/draft/links'
import { aboveOf, isParent, parentsOf, rowsOf, scenesBetween } from '../../src/editor/story/outline/rows'
import { APART, outlineOf, OutlineKeeper, type OutlineNode } from '../../src/editor/story/outline/structure'
import { beginningOf } from '../../src/editor/story/outline/words'
import { apply } from '../../src/story/edits'
import type { Document as StoryDocument, Scene } from '../../src/story/model'
import { retitled, sceneAt, storyOf } from './drafts'

/** Scenes by name, with what they lead to. */
function story(ways: Readonly<Record<string, readonly (string | null)[]>>): StoryDocument {
  return storyOf(...Object.entries(ways).map(([id, targets]) => sceneAt(id, 0, 0, targets)))
}

/** The scenes as they stand: two spaces a level, `+` where a branch begins, `/` for the section of those apart. */
function scenesIn(document: StoryDocument): string[] {
  return outlineOf(document).nodes.flatMap((node) => {
    const indent = '  '.repeat(node.level - 1)
    if (node.kind === 'apart') return [`${indent}/${node.scenes}`]
    return node.kind === 'scene' ? [indent + (node.branch === null ? '' : '+') + node.scene] : []
  })
}

describe('an outline', () => {
  it.each<[string, Record<string, (string | null)[]>, string[]]>([
    ['of nothing is nothing', {}, []],
    ['goes straight on without going down', { a: ['b'], b: ['c'], c: [] }, ['a', 'b', 'c']],
    [
      'goes a level down where the story branches',
      { a: ['b', 'c'], b: ['d'], c: [], d: [] },
      ['a', '  +b', '  d', '  +c'],
    ],
    ['puts a scene that is met again where it was met first', { a: ['b', 'c'], b: ['c'], c: ['a'] }, ['a', 'b', 'c']],
    ['goes round a circle once', { a: ['a', 'b'], b: ['a'] }, ['a', 'b']],
    ['takes no notice of what is not there', { a: ['gone', null, 'b'], b: [] }, ['a', 'b']],
    [
      'puts what the start does not lead to at the end, each behind what leads to it',
      { a: ['b'], c: [], b: [], x: ['y'], y: ['c', 'b'] },
      ['a', 'b', '/3', '  x', '  y', '  c'],
    ],
    ['finds a way into a circle apart', { a: [], x: ['y'], y: ['x'] }, ['a', '/2', '  x', '  y']],
    ['puts a scene apart that leads to itself alone', { a: [], x: ['x'] }, ['a', '/1', '  x']],
  ])('%s', (_what, ways, expected) => {
    expect(scenesIn(story(ways))).toEqual(expected)
  })

  it.each([null, 'gone'])('has everything apart while the start is %s', (start) => {
    expect(scenesIn({ ...story({ a: ['b'], b: [] }), start })).toEqual(['/2', '  a', '  b'])
  })

  it('leaves an ending’s options out, and what only they lead to apart', () => {
    const document = story({ a: ['b'], b: ['c'], c: [] })
    const ended = apply(document, { type: 'scene.ending_set', scene: 'b', ending: { name: '', link: null } })
    expect(scenesIn(ended)).toEqual(['a', 'b', '/1', '  c'])
    expect(outlineOf(ended).at.has('b:b0')).toBe(false)
  })

  it('has the options right below their scene, and says which of them goes on below', () => {
    const { nodes } = outlineOf(story({ a: ['b', null, 'b', 'c'], b: ['a'], c: [] }))
    expect(nodes.map((node) => [node.key, node.level, node.kind === 'option' && node.onward])).toEqual([
      ['a', 1, false],
      ['a:a0', 2, true],
      ['a:a1', 2, false],
      ['a:a2', 2, false],
      ['a:a3', 2, true],
      ['b', 2, false],
      ['b:b0', 3, false],
      ['c', 2, false],
    ])
  })

  it('numbers what lies in the same node', () => {
    const { nodes } = outlineOf(story({ a: ['b', 'c'], b: [], c: [], d: [] }))
    expect(nodes.map(({ key, place, of, parent }) => [key, place, of, parent])).toEqual([
      ['a', 1, 2, -1],
      ['a:a0', 1, 4, 0],
      ['a:a1', 2, 4, 0],
      ['b', 3, 4, 0],
      ['c', 4, 4, 0],
      [APART, 2, 2, -1],
      ['d', 1, 1, 5],
    ])
  })
})

describe('a large story', () => {
  const SIZE = 10_000

  /** Scenes that count how often one of them was asked for. */
  class Counted extends Map<string, Scene> {
    asked = 0

    override get(id: string): Scene | undefined {
      this.asked += 1
      return super.get(id)
    }
  }

  function counted(document: StoryDocument): StoryDocument & { scenes: Counted } {
    return { ...document, scenes: new Counted(document.scenes) }
  }

  const name = (at: number) => `s${at}`
  const large = (ways: (at: number) => string[]) =>
    storyOf(...Array.from({ length: SIZE }, (_, at) => sceneAt(name(at), 0, 0, ways(at))))

  it.each<[string, (at: number) => string[]]>([
    ['one long way', (at) => [name(at + 1)]],
    ['a long way with an end at every step', (at) => (at % 2 === 0 ? [name(at + 1), name(at + 2)] : [])],
    ['three below each', (at) => [name(at * 3 + 1), name(at * 3 + 2), name(at * 3 + 3)]],
    ['ways on and back', (at) => [name(at + 2), name(at - 1), name(at + 1)]],
    ['nothing that leads anywhere', () => []],
  ])('is outlined with a few looks at each scene: %s', (_what, ways) => {
    const document = counted(large(ways))
    const { nodes } = outlineOf(document)
    expect(nodes.filter(({ kind }) => kind === 'scene')).toHaveLength(SIZE)
    expect(new Set(nodes.map(({ key }) => key)).size).toBe(nodes.length)
    expect(document.scenes.asked).toBeLessThanOrEqual(2 * SIZE)
  })

  it('is not outlined anew when words change, and is when ways do', () => {
    const keeper = new OutlineKeeper()
    const document = large((at) => [name(at + 1)])
    const first = keeper.follow(document)
    const words = apply(document, retitled('s7', 'Fog'))
    expect(keeper.follow(words)).toBe(first)
    const label = apply(words, { type: 'option.relabelled', scene: 's7', option: 's70', label: 'On' })
    expect(keeper.follow(label)).toBe(first)
    const led = apply(label, { type: 'option.retargeted', scene: 's7', option: 's70', target: 's9' })
    const second = keeper.follow(led)
    expect(second).not.toBe(first)
    expect(keeper.follow(apply(led, { type: 'story.start_set', start: 's1' }))).not.toBe(second)
  })
})

describe('rows', () => {
  const outline = outlineOf(story({ a: ['b', 'c'], b: ['d'], c: [], d: [], e: [] }))
  const keys = (rows: readonly OutlineNode[]) => rows.map(({ key }) => key)

  it.each([
    ['all', [], ['a', 'a:a0', 'a:a1', 'b', 'b:b0', 'd', 'c', APART, 'e']],
    ['but for what lies in a closed one', ['a'], ['a', APART, 'e']],
    ['but for what lies in a closed one within', ['b', APART], ['a', 'a:a0', 'a:a1', 'b', 'd', 'c', APART]],
    ['as if nothing were closed that is not there', ['gone'], ['a', 'a:a0', 'a:a1', 'b', 'b:b0', 'd', 'c', APART, 'e']],
  ])('show %s', (_what, closed, expected) => {
    expect(keys(rowsOf(outline, new Set(closed)))).toEqual(expected)
  })

  it('know what lies in what', () => {
    expect(keys(parentsOf(outline))).toEqual(['a', 'b', APART])
    expect(outline.nodes.filter((node) => isParent(outline, node))).toHaveLength(3)
    expect(keys(aboveOf(outline, 'b:b0'))).toEqual(['b', 'a'])
    expect(aboveOf(outline, 'a')).toEqual([])
    expect(aboveOf(outline, 'gone')).toEqual([])
  })

  it('are taken together from one to another, upwards too, without the options between', () => {
    expect(scenesBetween(outline.nodes, 0, 5)).toEqual(['a', 'b', 'd'])
    expect(scenesBetween(outline.nodes, 6, 2)).toEqual(['b', 'd', 'c'])
    expect(scenesBetween(outline.nodes, 1, 2)).toEqual([])
  })
})

it.each([
  ['a:a1', 'Go 1'],
  ['a:gone', null],
  ['gone:a1', null],
  [null, null],
])('the link %s is of the option “%s”', (link, label) => {
  expect(linkedBy(story({ a: ['b', null], b: [] }), link)?.option.label ?? null).toBe(label)
})

it.each([
  ['Plain words.', 'Plain words.'],
  ['# The door\n\nIt is *very* **old**, `{coins}` and {my_coins}.', 'The door It is very old, {coins} and {my_coins}.'],
  ['> See [the map](https://example.com).\n- one\n2. two', 'See the map. one two'],
])('a text begins with its words: %j', (text, expected) => {
  expect(beginningOf(text)).toBe(expected)
})
