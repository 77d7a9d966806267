import { describe, expect, it } from 'vitest'
import { drawTraffic, levelOf, CARD_HEIGHT, CARD_WIDTH, type DrawnScene } from '../../src/editor/dashboard/traffic'

function scene(id: string, x: number, y: number, targets: (string | null)[] = [], ending = false): DrawnScene {
  const options = targets.map((target, place) => ({ id: `o${place}`, label: `to ${target}`, target }))
  const data = { title: id.toUpperCase(), image: id, ending: ending ? {} : null, options }
  return { id, position: { x, y }, data }
}

const draft = [
  scene('a', -100, 50, ['b', 'c', null, 'missing']),
  scene('b', 300, 0, ['c']),
  scene('c', 700, 90, [], true),
]
const statistics = {
  scenes: [
    { scene: 'a', arrivals: 10 },
    { scene: 'b', arrivals: 6 },
    { scene: 'old', arrivals: 2 },
  ],
  options: [
    { scene: 'a', option: 'o0', taken: 6 },
    { scene: 'a', option: 'o1', taken: 2 },
  ],
}
const traffic = drawTraffic(draft, 'a', statistics, new Map([['a', 'https://read.example.com/a.webp']]))

describe('the drawing', () => {
  it('shows every scene of the draft with its arrivals', () => {
    expect(traffic.cards).toMatchObject([
      { id: 'a', title: 'A', arrivals: 10, share: 1, level: 5, start: true, ending: false },
      { id: 'b', arrivals: 6, share: 0.6, level: 3, start: false },
      { id: 'c', arrivals: 0, share: 0, level: 0, ending: true },
    ])
    expect(traffic.cards.map((card) => card.picture)).toEqual(['https://read.example.com/a.webp', undefined, undefined])
  })

  it('holds every card, wherever the draft has it', () => {
    for (const card of traffic.cards) {
      expect(card.x).toBeGreaterThan(0)
      expect(card.y).toBeGreaterThan(0)
      expect(card.x + CARD_WIDTH).toBeLessThan(traffic.width)
      expect(card.y + CARD_HEIGHT).toBeLessThan(traffic.height)
    }
  })

  it('draws the options that lead somewhere, thicker the more they were taken', () => {
    expect(traffic.ways.map(({ scene: from, target, taken, share }) => [from, target, taken, share])).toEqual([
      ['a', 'b', 6, 0.75],
      ['a', 'c', 2, 0.25],
      ['b', 'c', 0, 0],
    ])
    const [most, some, none] = traffic.ways.map((way) => way.width)
    expect(most).toBeGreaterThan(some ?? Infinity)
    expect(some).toBeGreaterThan(none ?? Infinity)
  })

  it('keeps the counts of two ways between the same scenes apart', () => {
    const pair = [scene('a', 0, 0, ['b']), scene('b', 400, 0, ['a'])]
    const [there, back] = drawTraffic(pair, 'a', { scenes: [], options: [] }, new Map()).ways
    expect(Math.hypot((there?.x ?? 0) - (back?.x ?? 0), (there?.y ?? 0) - (back?.y ?? 0))).toBeGreaterThan(40)
  })

  it('names what the draft no longer has', () => {
    expect(traffic.gone).toEqual([{ id: 'old', arrivals: 2 }])
  })

  it('is empty for a draft without scenes', () => {
    expect(drawTraffic([], null, { scenes: [], options: [] }, new Map())).toMatchObject({
      cards: [],
      ways: [],
      gone: [],
    })
  })
})

describe('the scale', () => {
  it.each([
    [0, 10, 0],
    [1, 1000, 1],
    [2, 10, 1],
    [3, 10, 2],
    [10, 10, 5],
    [0, 0, 0],
  ])('%d of %d is step %d', (count, most, level) => {
    expect(levelOf(count, most)).toBe(level)
  })
})
