import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { planAlign, planDistribute } from '../../src/editor/story/arrange/aligning'
import { sizeOf } from '../../src/editor/story/canvas/cardShape'
import { SceneIndex } from '../../src/editor/story/canvas/sceneIndex'
import { useGrabbing } from '../../src/editor/story/canvas/useGrabbing'
import { graphOf } from '../../src/editor/story/arrange/graph'
import { groupsOf, isNote, newNote, planGroup } from '../../src/editor/story/arrange/grouping'
import { layeredLayout, layersCrossed, nearestRising } from '../../src/editor/story/arrange/layered'
import { layOut, MOST_FOR_DAGRE, partsOf } from '../../src/editor/story/arrange/layout'
import { applyAll } from '../../src/story/apply'
import type { Edit } from '../../src/story/edits'
import { MAX_GROUPS, type Document as StoryDocument, type Group, type Scene } from '../../src/story/model'
import { documentJson } from '../../src/story/documentJson'
import { parseDocument } from '../../src/story/parse'
import { sceneAt, storyOf } from './drafts'

/** Cards of 204, 232 and 261: without an option, with one, with two. */
const ROW = [sceneAt('a', 0, 0), sceneAt('b', 100, 300, [null]), sceneAt('c', 700, 50, [null, null])]

function placesAfter(scenes: readonly Scene[], edits: readonly Edit[]): readonly (readonly [number, number])[] {
  return scenes.map(({ id, position }) => {
    const moved = edits.find((edit) => edit.type === 'scene.moved' && edit.scene === id)
    const { x, y } = moved?.type === 'scene.moved' ? moved.position : position
    return [x, y]
  })
}

describe('lining up', () => {
  it.each([
    ['left', [0, 0, 0], [0, 300, 50]],
    ['centre', [350, 350, 350], [0, 300, 50]],
    ['right', [700, 700, 700], [0, 300, 50]],
    ['top', [0, 100, 700], [0, 0, 0]],
    ['middle', [0, 100, 700], [164, 150, 136]],
    ['bottom', [0, 100, 700], [329, 300, 272]],
  ] as const)('%s', (edge, xs, ys) => {
    const after = placesAfter(ROW, planAlign(ROW, edge))
    expect(after.map(([x]) => x)).toEqual(xs)
    expect(after.map(([, y]) => y)).toEqual(ys)
  })

  it('moves nothing that is there already', () => {
    expect(planAlign([sceneAt('a', 0, 0), sceneAt('b', 0, 300)], 'left')).toEqual([])
  })
})

describe('spacing evenly', () => {
  it('has gaps alike across, whatever the order', () => {
    const scenes = [sceneAt('c', 1_000, 0), sceneAt('a', 0, 0), sceneAt('b', 300, 0)]
    expect(placesAfter(scenes, planDistribute(scenes, 'across')).map(([x]) => x)).toEqual([1_000, 0, 500])
  })

  it('counts heights down', () => {
    const scenes = [sceneAt('a', 0, 0), sceneAt('b', 0, 210, [null]), sceneAt('c', 0, 600)]
    const gap = Math.round((600 - 204 - 232) / 2)
    expect(placesAfter(scenes, planDistribute(scenes, 'down')).map(([, y]) => y)).toEqual([0, 204 + gap, 600])
  })

  it('needs three', () => {
    expect(planDistribute(ROW.slice(0, 2), 'across')).toEqual([])
  })
})

describe('groups', () => {
  const story = storyOf(...ROW)
  const around = planGroup(story, ROW.slice(0, 2), 'g', 'Group')
  const group = around?.type === 'group.added' ? around.group : null

  it('lie around the scenes with room for a title', () => {
    expect(group).toMatchObject({ title: 'Group', position: { x: -32, y: -72 }, size: { width: 388, height: 636 } })
  })

  it('are those that any of the scenes lies in', () => {
    const grouped: StoryDocument = { ...story, groups: new Map(group ? [[group.id, group]] : []) }
    expect(groupsOf(grouped, [...ROW.slice(0, 1), ...ROW.slice(2)])).toEqual([group])
    expect(groupsOf(grouped, ROW.slice(2))).toEqual([])
  })

  it('take along the scenes that lie in them, as groupsOf says, though a card sticks out', () => {
    const frame = { ...(group as Group), position: { x: 150, y: -72 } }
    const grouped: StoryDocument = { ...story, groups: new Map([[frame.id, frame]]) }
    const index = new SceneIndex()
    index.follow(grouped)
    const scope = effectScope()
    const { moving, nudgeGroup } = scope.run(() =>
      useGrabbing({
        plane: { at: (point) => point, panBy: () => undefined, frame: () => undefined },
        document: () => grouped,
        index: () => index,
        selected: () => new Set(),
        tileAt: () => null,
        readonly: () => false,
        landing: (_of, by) => ({ by, guides: [] }),
        moved: () => undefined,
        over: () => undefined,
      }),
    )!
    nudgeGroup(frame.id, 'left')
    expect([...(moving.value?.scenes ?? [])]).toEqual(['b'])
    expect(ROW.filter((scene) => groupsOf(grouped, [scene]).length > 0).map(({ id }) => id)).toEqual(['b'])
    scope.stop()
  })

  it('are not made of nothing, nor beyond the limit', () => {
    const groups = new Map(Array.from({ length: MAX_GROUPS }, (_, at) => [`g${at}`, group as Group]))
    expect(planGroup(story, [], 'g', '')).toBeNull()
    expect(planGroup({ ...story, groups }, ROW, 'g', '')).toBeNull()
    expect(newNote({ ...story, groups }, { x: 0, y: 0 }, 'g')).toBeNull()
  })

  it('are notes where they have words in them instead of scenes', () => {
    const note: Group = { ...newNote(story, { x: -910.4, y: 20.6 }, 'n')!, text: 'Ask Ann.' }
    expect(note).toMatchObject({ title: '', position: { x: -910, y: 21 } })
    const noted = applyAll(story, [{ type: 'group.added', group: note }])
    expect(parseDocument(documentJson(noted)).groups.get('n')?.text).toBe('Ask Ann.')
    const empty = { ...note, text: '' }
    const around = { ...(group as Group), title: '' }
    expect([note, empty, group as Group, around].map((each) => isNote(story, each))).toEqual([true, true, false, false])
  })
})

/** A story of so many scenes that goes on, forks, joins, and goes back. */
function wood(size: number): StoryDocument {
  const at = (index: number) => (index < size ? `s${index}` : null)
  return storyOf(
    ...Array.from({ length: size }, (_, index) =>
      sceneAt(`s${index}`, (index % 7) * 300, Math.floor(index / 7) * 300, [
        at(2 * index + 1),
        at(2 * index + 2),
        index % 5 === 0 ? at(index >> 2) : null,
      ]),
    ),
  )
}

function graphOfAll(story: StoryDocument) {
  return graphOf(story, story.scenes.keys())
}

describe('the graph to lay out', () => {
  it('begins at the start, links each pair once, and knows nothing outside', () => {
    const story = {
      ...storyOf(sceneAt('a', 0, 0, ['b']), sceneAt('b', 900, 0, ['a', 'a', 'b', 'c', null]), sceneAt('c', 50, 0)),
      start: 'b',
    }
    const { nodes, links } = graphOf(story, ['a', 'b', 'gone'])
    expect(nodes.map(({ id }) => id)).toEqual(['b', 'a'])
    expect(links).toEqual([
      ['b', 'a'],
      ['a', 'b'],
    ])
  })

  it('falls into the parts that are linked', () => {
    const story = storyOf(sceneAt('a', 0, 0, ['b']), sceneAt('x', 1, 0), sceneAt('c', 2, 0, ['b']), sceneAt('b', 3, 0))
    expect(partsOf(graphOfAll(story)).map(({ nodes }) => nodes.map(({ id }) => id))).toEqual([['a', 'c', 'b'], ['x']])
  })
})

describe('laying out', () => {
  it.each([
    ['nothing', storyOf()],
    ['one scene', storyOf(sceneAt('a', 5, 5))],
    ['a circle', storyOf(sceneAt('a', 0, 0, ['b']), sceneAt('b', 0, 0, ['c']), sceneAt('c', 0, 0, ['a']))],
    ['scenes that nothing links', storyOf(...Array.from({ length: 30 }, (_, at) => sceneAt(`s${at}`, 0, 0)))],
    ['a small wood', wood(30)],
    ['a large wood', wood(900)],
  ])('%s leaves no two cards on each other, and puts each somewhere', (_what, story) => {
    const arranged = layOut(graphOfAll(story))
    expect([...arranged.keys()].sort()).toEqual([...story.scenes.keys()].sort())
    expect(overlaps(story, arranged)).toEqual([])
  })

  it.each([
    ['by dagre', (story: StoryDocument) => layOut(graphOfAll(story))],
    ['in layers', (story: StoryDocument) => layeredLayout(graphOfAll(story))],
  ])('%s goes on to the right', (_how, lay) => {
    const story = storyOf(
      sceneAt('a', 0, 0, ['b', 'c']),
      sceneAt('b', 0, 0, ['d']),
      sceneAt('c', 0, 0),
      sceneAt('d', 0, 0, ['a']),
    )
    const arranged = lay(story)
    const x = (id: string) => arranged.get(id)?.x ?? NaN
    expect([x('a') < x('b'), x('b') === x('c'), x('b') < x('d')]).toEqual([true, true, true])
  })

  it('puts a scene after the furthest that leads to it', () => {
    const story = storyOf(
      sceneAt('a', 0, 0, ['d', 'b']),
      sceneAt('b', 0, 0, ['c']),
      sceneAt('c', 0, 0, ['d']),
      sceneAt('d', 0, 0),
    )
    const arranged = layeredLayout(graphOfAll(story))
    expect(['a', 'b', 'c', 'd'].map((id) => arranged.get(id)?.x)).toEqual([0, 352, 704, 1056])
  })

  it('knows how many layers links cross', () => {
    const story = storyOf(sceneAt('a', 0, 0, ['b', 'c']), sceneAt('b', 0, 0, ['c']), sceneAt('c', 0, 0, ['a']))
    expect(layersCrossed(graphOfAll(story))).toBe(1 + 2 + 1 + 2)
  })

  it('answers for 10,000 scenes that lead back and forth', () => {
    const story = wood(10_000)
    expect(story.scenes.size).toBeGreaterThan(MOST_FOR_DAGRE)
    expect(layOut(graphOfAll(story)).size).toBe(10_000)
  }, 20_000)
})

describe('the nearest row that never falls', () => {
  it.each([
    [[], []],
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [
      [3, 1],
      [2, 2],
    ],
    [
      [1, 5, 3, 4],
      [1, 4, 4, 4],
    ],
    [
      [4, 3, 2, 1],
      [2.5, 2.5, 2.5, 2.5],
    ],
  ])('to %j is %j', (numbers, expected) => {
    expect(nearestRising(numbers)).toEqual(expected)
  })
})

function overlaps(story: StoryDocument, arranged: ReadonlyMap<string, { x: number; y: number }>): readonly string[] {
  const cards = [...arranged].map(([id, { x, y }]) => ({ id, x, y, ...sizeOf(story.scenes.get(id) as Scene) }))
  cards.sort((a, b) => a.x - b.x || a.y - b.y)
  return cards.flatMap((a, at) =>
    cards
      .slice(at + 1, at + 60)
      .filter((b) => b.x < a.x + a.width - 1 && b.y < a.y + a.height - 1 && a.y < b.y + b.height - 1)
      .map((b) => `${a.id} ${b.id}`),
  )
}
