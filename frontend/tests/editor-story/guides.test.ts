import { describe, expect, it } from 'vitest'
import { boxOf } from '../../src/editor/story/canvas/cardShape'
import { Guides } from '../../src/editor/story/canvas/guides'
import { sceneAt } from './drafts'

const WIDTH = 224
const RESTING = [sceneAt('a', 0, 0), sceneAt('b', 403, 0), sceneAt('c', 403, 900), sceneAt('d', 2_000, 5_000)]
const guides = new Guides(RESTING)
const near = (x: number, y: number, reach = 6) => guides.near(boxOf(sceneAt('dragged', x, y)), reach)

describe('lines to lie along', () => {
  it('are those of an edge that is near, and reach to the nearest scene that has it', () => {
    const height = boxOf(sceneAt('dragged', 0, 0)).bottom
    expect(near(400, 450)).toEqual({ x: 3, y: null, guides: [{ axis: 'x', at: 403, from: 0, to: 450 + height }] })
    expect(near(406, 650)).toEqual({ x: -3, y: null, guides: [{ axis: 'x', at: 403, from: 650, to: 900 + height }] })
  })

  it('can be one across and one down', () => {
    const { x, y, guides } = near(398, 5_004)
    expect([x, y]).toEqual([5, -4])
    expect(guides.map(({ axis, at }) => [axis, at])).toEqual([
      ['x', 403],
      ['y', 5_000],
    ])
    expect(guides[1]).toMatchObject({ from: 403, to: 2_000 + WIDTH })
  })

  it('are not there further away, and reach further where one looks from afar', () => {
    expect(near(396, 450)).toEqual({ x: null, y: null, guides: [] })
    expect(near(396, 450, 12).x).toBe(7)
  })

  it('are of middles and far edges, too, for what has another size', () => {
    const wide = new Guides([sceneAt('a', 0, 0)])
    const box = { left: -300, right: 300, top: 1_000, bottom: 1_100 }
    expect(wide.near({ ...box, left: -190, right: 410 }, 6).x).toBe(2)
    expect(wide.near({ ...box, left: -376, right: 221 }, 6).x).toBe(3)
    expect(wide.near({ ...box, left: 4, right: 604 }, 6).x).toBe(-4)
  })

  it('are none where no scene rests', () => {
    expect(new Guides([]).near({ left: 0, top: 0, right: 9, bottom: 9 }, 6)).toEqual({ x: null, y: null, guides: [] })
  })

  it('are found in no time among thousands', () => {
    const many = new Guides(Array.from({ length: 2_000 }, (_, at) => sceneAt(`s${at}`, (at % 50) * 300, at * 7)))
    const box = boxOf(sceneAt('dragged', 4_503, 7_001))
    const began = performance.now()
    for (let time = 0; time < 200; time += 1) many.near(box, 6)
    expect((performance.now() - began) / 200).toBeLessThan(2)
  })
})
