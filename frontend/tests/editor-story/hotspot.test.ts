import { describe, expect, it } from 'vitest'
import {
  beginDrawing,
  close,
  goTo,
  outlineOf,
  putCorner,
  takeBack,
  type Drawing,
  type Drawn,
  type Tool,
} from '../../src/editor/story/panel/drawing'
import {
  centreOf,
  inside,
  polygonOf,
  rectangleBetween,
  sameShape,
  shifted,
  withCorner,
  withCornerAfter,
  withoutCorner,
} from '../../src/editor/story/panel/hotspot'
import { MAX_POINTS, type Hotspot, type Point } from '../../src/story/model'

const TRIANGLE: Hotspot = {
  points: [
    [0.2, 0.2],
    [0.6, 0.2],
    [0.4, 0.6],
  ],
}
const CROWDED: Hotspot = { points: Array.from({ length: MAX_POINTS }, (_, at): Point => [at / MAX_POINTS, at % 2]) }

describe('a place in the picture', () => {
  it.each([
    [
      [-1, 2],
      [0, 1],
    ],
    [
      [0.123456, 0.5],
      [0.1235, 0.5],
    ],
    [
      [-0, 1],
      [0, 1],
    ],
  ] as const)('%j is kept inside as %j', (point, kept) => {
    expect(inside(point)).toStrictEqual(kept)
  })
})

describe('a rectangle', () => {
  it.each([
    { one: [0.1, 0.2], other: [0.5, 0.6], corners: [0.1, 0.2, 0.5, 0.2, 0.5, 0.6, 0.1, 0.6] },
    { one: [0.5, 0.6], other: [0.1, 0.2], corners: [0.1, 0.2, 0.5, 0.2, 0.5, 0.6, 0.1, 0.6] },
    { one: [0.9, 0.9], other: [1.4, 7], corners: [0.9, 0.9, 1, 0.9, 1, 1, 0.9, 1] },
    { one: [0.5, 0.5], other: [0.52, 0.9], corners: null },
    { one: [1.2, 0.1], other: [3, 0.9], corners: null },
  ] as const)('between $one and $other', ({ one, other, corners }) => {
    expect(rectangleBetween(one, other)?.points.flat() ?? null).toEqual(corners)
  })
})

describe('a shape', () => {
  it.each([
    { by: [0.1, 0.1], first: [0.3, 0.3] },
    { by: [-5, 0], first: [0, 0.2] },
    { by: [5, 5], first: [0.6, 0.6] },
  ] as const)('shifted by $by stays in the picture, and as it is', ({ by, first }) => {
    const { points } = shifted(TRIANGLE, by)
    expect(points[0]).toEqual(first)
    expect((points[1]?.[0] ?? 0) - (points[0]?.[0] ?? 0)).toBeCloseTo(0.4)
  })

  it('has a corner moved, added and taken away', () => {
    expect(withCorner(TRIANGLE, 1, [2, 0.1]).points[1]).toEqual([1, 0.1])
    expect(withCorner(TRIANGLE, 9, [0, 0])).toEqual(TRIANGLE)
    expect(withCornerAfter(TRIANGLE, 2)?.points.at(-1)).toEqual([0.3, 0.4])
    const four = withCornerAfter(TRIANGLE, 0)
    expect(four?.points[1]).toEqual([0.4, 0.2])
    expect(four && withoutCorner(four, 1)).toEqual(TRIANGLE)
  })

  it('keeps three corners, and has no more than the format allows', () => {
    expect(withoutCorner(TRIANGLE, 0)).toBeNull()
    expect(withCornerAfter(CROWDED, 0)).toBeNull()
    expect(polygonOf(CROWDED.points)).not.toBeNull()
    expect(polygonOf([...CROWDED.points, [0.5, 0.5]])).toBeNull()
    expect(polygonOf(TRIANGLE.points.slice(1))).toBeNull()
    expect(polygonOf([[0, 0], [0.5, 0], [1, 0]])).toBeNull() // prettier-ignore
  })

  it('has a middle, and is compared by its corners', () => {
    expect(centreOf(TRIANGLE)).toEqual([0.4, 0.3333])
    expect(sameShape(TRIANGLE, { points: [...TRIANGLE.points] })).toBe(true)
    expect(sameShape(TRIANGLE, withCorner(TRIANGLE, 0, [0, 0]))).toBe(false)
    expect([sameShape(null, null), sameShape(TRIANGLE, null)]).toEqual([true, false])
  })
})

describe('drawing', () => {
  it.each([
    {
      tool: 'rectangle',
      at: [
        [0.1, 0.1],
        [0.5, 0.4],
      ],
      done: 4,
    },
    {
      tool: 'rectangle',
      at: [
        [0.1, 0.1],
        [0.11, 0.1],
      ],
      done: 0,
    },
    {
      tool: 'rectangle',
      at: [
        [0.1, 0.1],
        [0.11, 0.1],
        [0.3, 0.3],
      ],
      done: 4,
    },
    {
      tool: 'polygon',
      at: [
        [0.1, 0.1],
        [0.5, 0.1],
        [0.5, 0.5],
        [0.11, 0.11],
      ],
      done: 3,
    },
    {
      tool: 'polygon',
      at: [
        [0.1, 0.1],
        [0.5, 0.1],
        [0.11, 0.1],
      ],
      done: 0,
    },
    {
      tool: 'polygon',
      at: [
        [0.1, 0.1],
        [0.5, 0.1],
        [0.5, 0.1],
        [0.5, 0.5],
      ],
      done: 0,
    },
  ] as const)('$tool with corners at $at', ({ tool, at, done }) => {
    const drawn = draw(tool, at)
    expect('hotspot' in drawn ? drawn.hotspot.points.length : 0).toBe(done)
  })

  it('is closed with the corners there are, once they make a shape', () => {
    const two = underWay(draw('polygon', [[0.1, 0.1], [0.5, 0.1]])) // prettier-ignore
    expect(close(two)).toEqual({ drawing: two })
    expect(close(underWay(putCorner(goTo(two, [0.3, 0.5]))))).toEqual({
      hotspot: { points: [[0.1, 0.1], [0.5, 0.1], [0.3, 0.5]] }, // prettier-ignore
    })
  })

  it('takes its last corner back', () => {
    const two = underWay(draw('polygon', [[0.1, 0.1], [0.5, 0.1]])) // prettier-ignore
    expect(takeBack(two).corners).toEqual([[0.1, 0.1]])
    expect(takeBack(beginDrawing('rectangle')).corners).toEqual([])
  })

  it('is seen as far as it has come', () => {
    expect(outlineOf(beginDrawing('polygon'))).toEqual([])
    const one = goTo(underWay(draw('rectangle', [[0.1, 0.1]])), [0.3, 0.4])
    expect(outlineOf(one).flat()).toEqual([0.1, 0.1, 0.3, 0.1, 0.3, 0.4, 0.1, 0.4])
  })
})

function draw(tool: Tool, at: readonly Point[]): Drawn {
  return at.reduce<Drawn>((drawn, point) => ('drawing' in drawn ? putCorner(goTo(drawn.drawing, point)) : drawn), {
    drawing: beginDrawing(tool),
  })
}

function underWay(drawn: Drawn): Drawing {
  if ('drawing' in drawn) return drawn.drawing
  throw new Error('it is done already')
}
