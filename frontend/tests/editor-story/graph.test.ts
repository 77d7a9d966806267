import { describe, expect, it } from 'vitest'
import { edgesFor, nodesFor, withSelection } from '../../src/editor/story/canvas/graph'
import { freePlace, neighbour } from '../../src/editor/story/canvas/placement'
import { apply } from '../../src/story/edits'
import { retitled, sceneAt, storyOf } from './drafts'

const STORY = storyOf(
  sceneAt('a', 0, 0, ['b', 'c', null]),
  sceneAt('b', 400, 0, ['gone']),
  sceneAt('c', 400, 500, ['a']),
  sceneAt('d', 2_000, 0),
)

describe('nodes and edges', () => {
  it('are one node per scene where the scene stands', () => {
    expect(nodesFor(STORY).map(({ id, type, position }) => ({ id, type, position }))).toEqual([
      { id: 'a', type: 'scene', position: { x: 0, y: 0 } },
      { id: 'b', type: 'scene', position: { x: 400, y: 0 } },
      { id: 'c', type: 'scene', position: { x: 400, y: 500 } },
      { id: 'd', type: 'scene', position: { x: 2_000, y: 0 } },
    ])
  })

  it('leave out what lies outside a window', () => {
    const ids = nodesFor(STORY, { left: 300, top: -50, right: 900, bottom: 300 }).map((node) => node.id)
    expect(ids).toEqual(['b'])
  })

  it('keep the nodes of scenes that did not change', () => {
    const before = nodesFor(STORY)
    const after = nodesFor(apply(STORY, retitled('b', 'New')))
    expect(after.map((node, index) => node === before[index])).toEqual([true, false, true, true])
  })

  it('are an edge per option that leads to a scene that is there', () => {
    expect(edgesFor(STORY).map(({ source, sourceHandle, target }) => [source, sourceHandle, target])).toEqual([
      ['a', 'a0', 'b'],
      ['a', 'a1', 'c'],
      ['c', 'c0', 'a'],
    ])
  })

  it('mark what touches the selection and what is chosen', () => {
    const classes = withSelection(edgesFor(STORY), 'b', 'c:c0').map((edge) => edge.class)
    expect(classes).toEqual(['touching', 'resting', 'chosen'])
  })
})

describe('arrow keys', () => {
  it.each([
    ['a', 'right', 'b'],
    ['a', 'down', 'c'],
    ['c', 'left', 'a'],
    ['b', 'right', 'd'],
    ['b', 'down', 'c'],
    ['a', 'left', null],
    ['gone', 'right', null],
  ] as const)('from %s to the %s lead to %s', (from, direction, to) => {
    expect(neighbour(STORY, from, direction)).toBe(to)
  })
})

it('new scenes find a place where none lies yet', () => {
  const place = freePlace(STORY, { x: 10.4, y: 5.6 })
  expect(place.x).toBe(10)
  expect(place.y).toBeGreaterThan(272)
  expect(freePlace(STORY, { x: 1_000, y: 1_000 })).toEqual({ x: 1_000, y: 1_000 })
})
