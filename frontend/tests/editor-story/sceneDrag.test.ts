import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import type { Grabbed, Moving } from '../../src/editor/story/canvas/moving'
import { useSceneDrag } from '../../src/editor/story/canvas/useSceneDrag'
import { commitTyping } from '../../src/editor/story/draft/typing'
import type { Position } from '../../src/story/model'

/** So wide and high is the canvas; so near its border it moves along. */
const SIZE = 600
const NEAR = 10

let scope: EffectScope

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

/** A scene taken hold of there, and how far the canvas has moved along by the time the hand has gone this way. */
function draggedAlong(from: readonly [number, number], ...way: readonly (readonly [number, number])[]): Position {
  const frame = document.createElement('div')
  frame.getBoundingClientRect = () => new DOMRect(0, 0, SIZE, SIZE)
  const along = { x: 0, y: 0 }
  const { press } = scope.run(() =>
    useSceneDrag({
      plane: {
        at: (point) => point,
        panBy: ({ x, y }) => Object.assign(along, { x: along.x + x, y: along.y + y }),
        frame: () => frame,
      },
      grabbed: () => ({ at: { x: 0, y: 0 }, scenes: new Set(['a']), group: null }),
      landing: (_of, by) => ({ by, guides: [] }),
      moved: () => undefined,
      over: () => undefined,
    }),
  )!
  press(pointer('pointerdown', from))
  for (const to of way) {
    window.dispatchEvent(pointer('pointermove', to))
    vi.advanceTimersByTime(100)
  }
  return along
}

function pointer(type: string, [clientX, clientY]: readonly [number, number]): PointerEvent {
  return new PointerEvent(type, { clientX, clientY, button: 0, isPrimary: true, pointerId: 1 })
}

describe('under a hand that drags near its border the canvas', () => {
  it.each<[string, [number, number], [number, number][]]>([
    ['begins there and goes along it', [NEAR, 300], [[NEAR, 340]]],
    ['begins there and goes away from it', [NEAR, 300], [[NEAR + 20, 300]]],
    ['begins there and trembles', [NEAR, 300], [[NEAR - 4, 304]]],
    ['begins in the corner and goes away from both', [NEAR, NEAR], [[NEAR + 20, NEAR + 20]]],
    ['is far from it', [300, 300], [[200, 300]]],
  ])('stays where the hand %s', (_what, from, way) => {
    expect(draggedAlong(from, ...way)).toEqual({ x: 0, y: 0 })
  })

  it.each<[string, [number, number], [number, number][], 'left' | 'right' | 'up' | 'down']>([
    ['comes there', [300, 300], [[NEAR, 300]], 'left'],
    [
      'comes back',
      [NEAR, 300],
      [
        [300, 300],
        [NEAR, 300],
      ],
      'left',
    ],
    ['begins there and goes further', [NEAR + 15, 300], [[NEAR, 300]], 'left'],
    ['begins at the other side', [NEAR, 300], [[SIZE - NEAR, 300]], 'right'],
    ['begins there and goes to the one below', [NEAR, 300], [[NEAR, SIZE - NEAR]], 'down'],
    ['goes on beyond it', [300, NEAR], [[300, -50]], 'up'],
  ])('moves along where the hand %s', (_what, from, way, towards) => {
    const { x, y } = draggedAlong(from, ...way)
    const ways = { left: x > 0, right: x < 0, up: y > 0, down: y < 0 }
    expect(
      Object.entries(ways)
        .filter(([, goes]) => goes)
        .map(([name]) => name),
    ).toEqual([towards])
  })
})

describe('steps by keys', () => {
  const RIGHT = { x: 1, y: 0 }
  const grabbing = (...scenes: string[]): Grabbed => ({ at: { x: 0, y: 0 }, scenes: new Set(scenes), group: null })

  function stepping() {
    const moves: string[] = []
    const { nudge } = scope.run(() =>
      useSceneDrag({
        plane: { at: (point) => point, panBy: () => undefined, frame: () => undefined },
        grabbed: () => null,
        landing: (_of, by) => ({ by, guides: [] }),
        moved: ({ scenes, by }: Moving) => void moves.push(`${[...scenes].join()} by ${by.x}`),
        over: () => undefined,
      }),
    )!
    return { moves, nudge }
  }

  it('are one move until there is a pause', () => {
    const { moves, nudge } = stepping()
    nudge(grabbing('a'), RIGHT)
    nudge(grabbing('a'), RIGHT)
    expect(moves).toEqual([])
    vi.advanceTimersByTime(500)
    nudge(grabbing('a'), RIGHT)
    vi.advanceTimersByTime(500)
    expect(moves).toEqual(['a by 16', 'a by 8'])
  })

  it('move what has the focus by then', () => {
    const { moves, nudge } = stepping()
    nudge(grabbing('a'), RIGHT)
    nudge(grabbing('a', 'b'), RIGHT)
    vi.advanceTimersByTime(500)
    expect(moves).toEqual(['a by 8', 'a,b by 8'])
  })

  it('are a move before the pause, where all that is under way is to be in the story', () => {
    const { moves, nudge } = stepping()
    nudge(grabbing('a'), RIGHT)
    commitTyping()
    expect(moves).toEqual(['a by 8'])
    vi.advanceTimersByTime(500)
    expect(moves).toHaveLength(1)
  })
})
