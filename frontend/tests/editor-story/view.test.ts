import { describe, expect, it } from 'vitest'
import { linesOf } from '../../src/editor/story/canvas/paint'
import {
  around,
  between,
  boxInSight,
  grown,
  holds,
  levelAt,
  nextGiven,
  overlap,
  overviewIn,
  viewportClear,
  viewportFor,
  viewportStill,
  viewportWith,
  type Box,
} from '../../src/editor/story/canvas/view'

const SCREEN = { width: 1_000, height: 500 }
const box = (left: number, top: number, right: number, bottom: number): Box => ({ left, top, right, bottom })

describe('what is in sight', () => {
  it.each([
    [{ x: 20, y: 10, zoom: 1 }, box(-20, -10, 980, 490)],
    [{ x: 100, y: -50, zoom: 0.5 }, box(-200, 100, 1_800, 1_100)],
  ])('of %o', (viewport, expected) => {
    expect(boxInSight(viewport, SCREEN)).toEqual(expected)
  })

  it.each([
    ['a wide box by its width', box(0, 0, 4_000, 100), 0.22],
    ['a high box by its height', box(0, 0, 100, 4_000), 0.11],
    ['a small box no nearer than life', box(0, 0, 10, 10), 1],
    ['a huge box no further than can be', box(0, 0, 1e9, 10), 0.01],
  ])('shows %s', (_what, all, zoom) => {
    const viewport = viewportFor(all, SCREEN)
    expect(viewport.zoom).toBeCloseTo(zoom)
    const sight = boxInSight(viewport, SCREEN)
    expect((sight.left + sight.right) / 2).toBeCloseTo((all.left + all.right) / 2)
    expect((sight.top + sight.bottom) / 2).toBeCloseTo((all.top + all.bottom) / 2)
    if (zoom > 0.01) expect(holds(sight, all)).toBe(true)
  })
})

describe('all of a story', () => {
  const [overview, tools, onPhone] = [overviewIn(SCREEN), box(16, 428, 300, 484), box(8, 372, 600, 484)]
  const shapes = [
    ['wide', box(0, 0, 4_000, 400)],
    ['high', box(0, 0, 400, 4_000)],
    ['of the shape of the screen', box(0, 0, 2_000, 1_000)],
    ['small', box(0, 0, 280, 200)],
  ] as const
  const places = [
    ['tools', [tools]],
    ['the overview and tools', [overview, tools]],
    ['tools in two rows and a switch', [onPhone, box(8, 8, 110, 60)]],
    ['tools so wide that they meet the overview', [overview, box(16, 428, 800, 484)]],
  ] as const
  it.each(places.flatMap(([where, covers]) => shapes.map(([what, all]) => ({ what, where, covers, all }))))(
    'that is $what lies not under $where',
    ({ covers, all }) => {
      const { x, y, zoom } = viewportClear(all, SCREEN, covers)
      const seen = box(all.left * zoom + x, all.top * zoom + y, all.right * zoom + x, all.bottom * zoom + y)
      expect(holds(box(0, 0, 1_000, 500), seen)).toBe(true)
      expect(covers.map((cover) => overlap(seen, cover))).toEqual(covers.map(() => false))
    },
  )

  it('is shown as large as there is room for', () => {
    expect(viewportClear(box(0, 0, 4_000, 400), SCREEN, [overview, tools]).zoom).toBeCloseTo(0.22)
    expect(viewportClear(box(0, 0, 400, 4_000), SCREEN, [overview, tools]).zoom).toBeCloseTo(0.11)
  })

  it('is shown whole where all is covered, and under nothing that lies elsewhere', () => {
    const all = box(0, 0, 2_000, 1_000)
    expect(viewportClear(all, SCREEN, [box(-5, -5, 1_005, 505)])).toEqual(viewportFor(all, SCREEN))
    expect(viewportClear(all, SCREEN, [box(0, -60, 200, 0)])).toEqual(viewportFor(all, SCREEN))
  })
})

describe('bringing a box into sight', () => {
  const before = { x: 0, y: 0, zoom: 1 }
  it.each([
    ['leaves the view where it can be seen already', box(10, 10, 100, 100), 0.6, before],
    ['moves no further than it must', box(950, 100, 1_100, 200), 0.6, { x: -140, y: 0, zoom: 1 }],
    ['moves both ways', box(-60, 600, 40, 700), 0.6, { x: 100, y: -240, zoom: 1 }],
    ['goes there where it is far away', box(5_000, 5_000, 5_100, 5_100), 0.6, { x: -4_550, y: -4_800, zoom: 1 }],
    ['comes near enough', box(950, 100, 1_100, 200), 2, { x: -1_550, y: -50, zoom: 2 }],
    ['shows the beginning of what does not fit', box(900, 0, 2_200, 100), 0.6, { x: -900, y: 40, zoom: 1 }],
  ])('%s', (_what, place, nearest, expected) => {
    expect(viewportWith(place, before, SCREEN, nearest)).toEqual(expected)
  })
})

describe('a box that something opened beside', () => {
  const before = { x: 0, y: 0, zoom: 0.5 }
  it.each([
    ['shows its beginning where all of it would be too small', box(0, 90, 400, 1_600), { x: 40, y: -45, zoom: 0.5 }],
    ['stays where it can be seen', box(20, 20, 240, 260), before],
    ['comes out from behind, no nearer', box(1_950, 200, 2_170, 440), { x: -125, y: 0, zoom: 0.5 }],
    ['comes from far away, no nearer', box(9_000, 200, 9_200, 400), { x: -4_050, y: 100, zoom: 0.5 }],
  ])('%s', (_what, place, expected) => {
    expect(viewportStill(place, before, SCREEN)).toEqual(expected)
  })

  it('is seen whole, from further away, where it would not fit', () => {
    const next = viewportStill(box(0, 0, 200, 550), { x: 0, y: 0, zoom: 1 }, SCREEN)
    expect(next).toEqual({ x: 420, y: 30, zoom: 0.8 })
  })
})

describe('boxes', () => {
  it('grow, meet and surround', () => {
    expect(grown(box(0, 0, 10, 20), 0.5)).toEqual(box(-5, -10, 15, 30))
    expect(between({ x: 9, y: 1 }, { x: 2, y: 8 })).toEqual(box(2, 1, 9, 8))
    expect(around([box(0, 0, 1, 1), box(5, -3, 6, 0)])).toEqual(box(0, -3, 6, 1))
    expect(around([])).toBeNull()
    expect(overlap(box(0, 0, 2, 2), box(1, 1, 3, 3))).toBe(true)
    expect(overlap(box(0, 0, 2, 2), box(2, 0, 3, 3))).toBe(false)
    expect(holds(box(0, 0, 4, 4), box(1, 1, 4, 4))).toBe(true)
    expect(holds(box(0, 0, 4, 4), box(1, 1, 4, 5))).toBe(false)
  })
})

describe('how much is drawn', () => {
  it.each([
    [1, 'card', 'card'],
    [0.44, 'card', 'card'],
    [0.44, 'picture', 'picture'],
    [0.41, 'card', 'picture'],
    [0.135, 'picture', 'picture'],
    [0.135, 'tile', 'tile'],
    [0.05, 'card', 'tile'],
    [0.46, 'tile', 'card'],
  ] as const)('at %d after %s is the %s', (zoom, before, expected) => {
    expect(levelAt(zoom, before)).toBe(expected)
  })
})

describe('what Vue Flow is given', () => {
  const places: Readonly<Record<string, Box>> = {
    seen: box(100, 100, 200, 200),
    close: box(1_050, 100, 1_110, 200),
    behind: box(1_150, 100, 1_200, 200),
    away: box(5_000, 100, 5_100, 200),
  }
  const index = {
    within: (area: Box) =>
      Object.entries(places)
        .filter(([, place]) => overlap(place, area))
        .map(([id]) => ({ id })),
  }
  const sight = box(0, 0, 1_000, 500)

  it.each([
    ['what is in sight and next to it comes in', [], [], 9, ['close', 'seen']],
    ['what is there goes out only further away', ['behind', 'away'], [], 9, ['behind', 'close', 'seen']],
    ['what is in sight comes first', [], [], 1, ['seen']],
    ['what must be there is, wherever it lies', [], ['away'], 0, ['away']],
  ])('%s', (_what, before, always, most, expected) => {
    expect([...nextGiven(new Set(before), index, sight, always, most)].toSorted()).toEqual(expected)
  })

  it('is the same set while nothing changes', () => {
    const before = new Set(['seen', 'close'])
    expect(nextGiven(before, index, sight, [], 9)).toBe(before)
  })
})

it.each([
  ['a few words', 12, 2, ['a few words']],
  ['a few more words', 8, 2, ['a few', 'more…']],
  ['incomprehensibilities', 8, 2, ['incompr…']],
  ['one two three', 5, 3, ['one', 'two', 'three']],
])('writes “%s” in lines of %d', (words, letters, most, expected) => {
  expect(linesOf(words, letters, most)).toEqual(expected)
})
