import { describe, expect, it } from 'vitest'
import { boxOf, shapeOf } from '../../src/editor/story/canvas/cardShape'
import { landmarks } from '../../src/editor/story/canvas/landmarks'
import { groupAfter, movedWith, placesAfter, resized, snapped } from '../../src/editor/story/canvas/moving'
import { SceneIndex } from '../../src/editor/story/canvas/sceneIndex'
import { waysAround, waysOf } from '../../src/editor/story/canvas/ways'
import { apply } from '../../src/story/edits'
import type { Document as StoryDocument } from '../../src/story/model'
import { retitled, sceneAt, storyOf } from './drafts'

const STORY = storyOf(
  sceneAt('a', 0, 0, ['b', 'b', null]),
  sceneAt('b', 600, 0, ['gone']),
  sceneAt('c', 600, 1_500, ['a']),
  sceneAt('d', -4_000, -4_000),
)
const indexOf = (story: StoryDocument) => {
  const index = new SceneIndex()
  index.follow(story)
  return index
}
const ids = (scenes: Iterable<{ id: string }>) => [...scenes].map(({ id }) => id).toSorted()

describe('an index of scenes', () => {
  it.each([
    ['one cell', { left: 10, top: 10, right: 20, bottom: 20 }, ['a']],
    ['two scenes', { left: 200, top: 10, right: 620, bottom: 20 }, ['a', 'b']],
    ['the gap between two', { left: 230, top: 0, right: 590, bottom: 100 }, []],
    ['left of zero', { left: -4_100, top: -4_100, right: -3_900, bottom: -3_900 }, ['d']],
    ['everything', { left: -1e6, top: -1e6, right: 1e6, bottom: 1e6 }, ['a', 'b', 'c', 'd']],
    ['no end', { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity }, ['a', 'b', 'c', 'd']],
  ])('finds what lies in %s', (_what, box, expected) => {
    expect(ids(indexOf(STORY).within(box))).toEqual(expected)
  })

  it('takes a scene that lies further away than there are cells', () => {
    const index = indexOf(storyOf(sceneAt('a', 0, 0), sceneAt('b', 1e300, -1e300)))
    expect(ids(index.within({ left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity }))).toEqual([
      'a',
      'b',
    ])
    expect(index.at({ x: 10, y: 10 })?.id).toBe('a')
  })

  it('tells what changed, and finds it where it is now', () => {
    const index = indexOf(STORY)
    const moved = apply(STORY, { type: 'scene.moved', scene: 'b', position: { x: 5_000, y: 5_000 } })
    expect(ids([...index.follow(moved)].map((id) => ({ id })))).toEqual(['b'])
    expect(index.at({ x: 610, y: 10 })).toBeNull()
    expect(index.at({ x: 5_010, y: 5_010 })?.id).toBe('b')
    const removed = apply(moved, { type: 'scene.removed', scene: 'b' })
    expect([...index.follow(removed)]).toEqual(['b'])
    expect(index.at({ x: 5_010, y: 5_010 })).toBeNull()
    expect([...index.follow(removed)]).toEqual([])
  })

  it('knows what leads to a scene as options come and go', () => {
    const index = indexOf(STORY)
    expect([...index.into('b')]).toEqual([['a', 2]])
    const less = apply(STORY, { type: 'option.retargeted', scene: 'a', option: 'a0', target: 'c' })
    index.follow(less)
    expect([...index.into('b')]).toEqual([['a', 1]])
    expect([...index.into('c')]).toEqual([['a', 1]])
    index.follow(apply(less, { type: 'scene.removed', scene: 'a' }))
    expect(index.into('b').size).toBe(0)
    index.follow(apply(less, retitled('c', 'New')))
    expect([...index.into('a')]).toEqual([['c', 1]])
  })
})

describe('ways on the canvas', () => {
  it('are one per option that leads somewhere', () => {
    expect(waysOf(STORY).map(({ source, option, target }) => [source.id, option, target.id])).toEqual([
      ['a', 0, 'b'],
      ['a', 1, 'b'],
      ['c', 0, 'a'],
    ])
  })

  it('around scenes are those from and to them, once each', () => {
    const found = waysAround(STORY, indexOf(STORY), new Set(['a', 'b']))
    expect(found.map(({ source, option, target }) => `${source.id}${option}${target.id}`).toSorted()).toEqual([
      'a0b',
      'a1b',
      'c0a',
    ])
    expect(waysAround(STORY, indexOf(STORY), new Set(['d']))).toEqual([])
  })
})

describe('moving', () => {
  it.each([
    ['a scene that is selected takes the others along', 'a', ['a', 'b'], ['a', 'b']],
    ['one that is not goes alone', 'c', ['a', 'b'], ['c']],
  ])('%s', (_what, scene, selected, expected) => {
    expect([...movedWith(scene, new Set(selected))]).toEqual(expected)
  })

  it.each([
    ['stays on the grid', { x: 16, y: 8 }, { x: 5, y: 3 }, { x: 8, y: 0 }],
    ['comes to the grid', { x: 3, y: -3 }, { x: 0, y: 0 }, { x: -3, y: 3 }],
  ])('%s', (_what, from, by, expected) => {
    const moved = snapped(from, by)
    expect([moved.x + 0, moved.y + 0]).toEqual([expected.x, expected.y])
  })

  it('gives the new places of those that are there, and none where nothing moved', () => {
    const scenes = new Set(['a', 'c', 'gone'])
    expect([...placesAfter(STORY, { scenes, group: null, by: { x: 8, y: -8 } })]).toEqual([
      ['a', { x: 8, y: -8 }],
      ['c', { x: 608, y: 1_492 }],
    ])
    expect(placesAfter(STORY, { scenes, group: null, by: { x: 0, y: 0 } }).size).toBe(0)
  })
})

describe('groups', () => {
  const group = {
    id: 'g',
    title: 'Shore',
    text: '',
    colour: '#1f6fb2',
    position: { x: 1, y: 2 },
    size: { width: 400, height: 300 },
  }
  const story = { ...STORY, groups: new Map([['g', group]]) }
  const moved = (by: { x: number; y: number }, id: string | null = 'g') =>
    groupAfter(story, { scenes: new Set(), group: id, by })

  it('move, and nothing is said of those that did not', () => {
    expect(moved({ x: 7, y: 6 })).toEqual({ id: 'g', position: { x: 8, y: 8 } })
    expect(moved({ x: 0, y: 0 })).toBeNull()
    expect(moved({ x: 7, y: 6 }, null)).toBeNull()
    expect(moved({ x: 7, y: 6 }, 'gone')).toBeNull()
  })

  it.each([
    ['on the grid', { x: 13, y: -13 }, { width: 416, height: 288 }],
    ['no smaller than can be taken hold of', { x: -900, y: -900 }, { width: 160, height: 96 }],
  ])('are resized %s', (_what, by, expected) => {
    expect(resized(group.size, by)).toEqual(expected)
  })
})

describe('a card before it is measured', () => {
  it('is as high as its options and title make it', () => {
    const two = sceneAt('x', 10, 20, ['a', 'b'])
    const many = sceneAt(
      'y',
      0,
      0,
      Array.from({ length: 9 }, () => 'a'),
    )
    expect(boxOf(two)).toEqual({ left: 10, top: 20, right: 234, bottom: 20 + shapeOf(two).height })
    expect(shapeOf(two).leaves).toHaveLength(2)
    expect(shapeOf(many).leaves).toHaveLength(9)
    // Five rows, one for all the others.
    expect(new Set(shapeOf(many).leaves).size).toBe(6)
    expect(shapeOf(many).height).toBeGreaterThan(shapeOf(two).height)
  })
})

it('finds one’s way by the start, the best connected scenes and the endings', () => {
  const hub = sceneAt('hub', 0, 0, ['a', 'a', 'a', 'a'])
  const end = sceneAt('end', 0, 0)
  const ending = { ...end, data: { ...end.data, ending: { name: 'Home', link: null } } }
  const untitled = { ...end, id: 'untitled', data: { ...ending.data, title: '' } }
  const story = storyOf(sceneAt('a', 0, 0), ending, sceneAt('plain', 0, 0, ['end']), hub, untitled)
  expect(landmarks(story, indexOf(story)).map(({ id }) => id)).toEqual(['a', 'hub', 'end'])
})
