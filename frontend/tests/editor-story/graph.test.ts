import { describe, expect, it } from 'vitest'
import { edgesFor, nodesFor, withMarks } from '../../src/editor/story/canvas/graph'
import { freePlace, neighbour } from '../../src/editor/story/canvas/placement'
import { ringed } from '../../src/editor/story/canvas/tones'
import { NO_PATH } from '../../src/editor/story/selection'
import { wayBetween } from '../../src/editor/way'
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
    const marks = {
      selected: new Set(['b']),
      link: 'c:c0',
      previewing: null,
      played: NO_PATH,
      differing: new Set<string>(),
    }
    const classes = withMarks(edgesFor(STORY), marks).map((edge) => edge.class)
    expect(classes).toEqual(['touching', 'resting', 'chosen'])
  })
})

describe('the way the preview has come', () => {
  const played = { scenes: new Set(['a', 'c']), links: new Set(['a:a1']) }
  const marks = { selected: new Set(['a', 'b']), link: null, previewing: 'c', played, differing: new Set(['b']) }

  it('is its links, whatever else they touch', () => {
    expect(withMarks(edgesFor(STORY), marks).map((edge) => edge.class)).toEqual(['touching', 'played', 'touching'])
    expect(withMarks(edgesFor(STORY), { ...marks, link: 'a:a1' })[1]?.class).toBe('chosen')
  })

  it('is its scenes, of which the one it is in has a ring of its own', () => {
    const rings = (scene: string) => [...ringed(marks)].flatMap(([ring, scenes]) => (scenes.has(scene) ? [ring] : []))
    expect(rings('a')).toEqual(['selected', 'played'])
    expect(rings('b')).toEqual(['selected', 'differing'])
    expect(rings('c')).toEqual(['previewing'])
  })
})

describe('ways', () => {
  const ARROW = (x: number, y: number) => `M${x - 6},${y - 6} L${x},${y} L${x - 6},${y + 6}`
  const span = (top: number) => ({ top, bottom: top + 200 })
  /** The heights at which a way runs level: where it goes back, and none where it goes straight on. */
  const lanes = (path: string) => [...path.matchAll(/ (\S+),(\S+) L(\S+),(\S+) C/g)].map((found) => Number(found[4]))

  it('end in an arrowhead at the target', () => {
    expect(wayBetween({ x: 0, y: 0 }, { x: 300, y: 80 }, span(0), span(0))).toContain(ARROW(300, 80))
    expect(wayBetween({ x: 300, y: 80 }, { x: 0, y: 0 }, span(0), span(0))).toContain(ARROW(0, 0))
  })

  it.each([
    ['ahead go straight there', 500, 0, 70, 0, []],
    ['back at one height go below both cards', 0, 150, 70, 0, [228]],
    ['back to a scene well below go between the two', 0, 150, 670, 600, [228]],
    ['back to a scene well above go between the two', 0, 150, -530, -600, [-372]],
    ['back to a scene a little above go over both', 0, 20, -30, -100, [-144]],
  ] as const)('%s', (_what, toX, fromY, toY, targetTop, expected) => {
    expect(lanes(wayBetween({ x: 224, y: fromY }, { x: toX, y: toY }, span(0), span(targetTop)))).toEqual(expected)
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
