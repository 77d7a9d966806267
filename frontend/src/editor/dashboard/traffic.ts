import type { Schemas } from '../../api/client'
import { wayBack, type Span } from '../way'

/**
 * The story's graph with readers' traffic on it: a pure picture of draft and statistics, ready to be drawn.
 *
 * The draft may have moved on since the version was published: scenes it no longer has are listed in `gone`.
 */
export interface Traffic {
  readonly cards: readonly Card[]
  readonly ways: readonly Way[]
  readonly gone: readonly { readonly id: string; readonly arrivals: number }[]
  /** Size of the drawing; every card and way lies in it. */
  readonly width: number
  readonly height: number
}

/** A scene on the drawing; x and y are its top left corner. */
export interface Card {
  readonly id: string
  readonly title: string
  readonly picture: string | undefined
  readonly x: number
  readonly y: number
  readonly arrivals: number
  /** Arrivals against the scene with the most, 0 to 1. */
  readonly share: number
  readonly level: Level
  readonly start: boolean
  readonly ending: boolean
}

/** An option on the drawing: a line from its scene's right edge to its target's left edge. */
export interface Way {
  readonly id: string
  readonly scene: string
  readonly label: string
  readonly target: string
  readonly taken: number
  /** Taken against all that were taken in its scene, 0 to 1. */
  readonly share: number
  readonly level: Level
  readonly width: number
  readonly curve: string
  /** Where the count stands, on the curve. */
  readonly x: number
  readonly y: number
}

/** A step of the traffic scale; 0 is none at all. */
export type Level = 0 | 1 | 2 | 3 | 4 | 5

export const CARD_WIDTH = 224
export const CARD_HEIGHT = 208
const MARGIN = 40
const THINNEST = 2
const THICKEST = 10

/** What the drawing needs of a draft's scene. */
export interface DrawnScene {
  readonly id: string
  readonly position: { readonly x: number; readonly y: number }
  readonly data: {
    readonly title: string
    readonly image: string
    readonly ending: object | null
    readonly options: readonly { readonly id: string; readonly label: string; readonly target: string | null }[]
  }
}

type Statistics = Pick<Schemas['StatisticsAnswer'], 'scenes' | 'options'>

/** The step of the scale for a count, in fifths of the most. */
export function levelOf(count: number, most: number): Level {
  if (count <= 0 || most <= 0) return 0
  return Math.min(5, Math.max(1, Math.ceil((count / most) * 5))) as Level
}

/** Lay the statistics over the draft's scenes. `pictures` are addresses by asset id. */
export function drawTraffic(
  scenes: readonly DrawnScene[],
  start: string | null,
  statistics: Statistics,
  pictures: ReadonlyMap<string, string>,
): Traffic {
  const left = Math.min(...scenes.map((scene) => scene.position.x), Infinity) - MARGIN
  const top = Math.min(...scenes.map((scene) => scene.position.y), Infinity) - MARGIN
  const arrivals = new Map(statistics.scenes.map((row) => [row.scene, row.arrivals]))
  const most = Math.max(0, ...arrivals.values())
  const cards = scenes.map((scene): Card => {
    const count = arrivals.get(scene.id) ?? 0
    return {
      id: scene.id,
      title: scene.data.title,
      picture: pictures.get(scene.data.image),
      x: scene.position.x - left,
      y: scene.position.y - top,
      arrivals: count,
      share: most === 0 ? 0 : count / most,
      level: levelOf(count, most),
      start: scene.id === start,
      ending: scene.data.ending !== null,
    }
  })
  const known = new Map(cards.map((card) => [card.id, card]))
  return {
    cards,
    ways: drawWays(scenes, known, statistics),
    gone: statistics.scenes
      .filter((row) => !known.has(row.scene))
      .map((row) => ({ id: row.scene, arrivals: row.arrivals })),
    width: Math.max(0, ...cards.map((card) => card.x + CARD_WIDTH)) + MARGIN,
    height: Math.max(0, ...cards.map((card) => card.y + CARD_HEIGHT)) + MARGIN,
  }
}

function drawWays(scenes: readonly DrawnScene[], cards: ReadonlyMap<string, Card>, statistics: Statistics): Way[] {
  const taken = new Map(statistics.options.map((row) => [wayId(row.scene, row.option), row.taken]))
  const most = Math.max(0, ...taken.values())
  return scenes.flatMap((scene) => {
    const here = cards.get(scene.id)
    const total = scene.data.options.reduce((sum, option) => sum + (taken.get(wayId(scene.id, option.id)) ?? 0), 0)
    return scene.data.options.flatMap((option, place): Way[] => {
      const there = option.target === null ? undefined : cards.get(option.target)
      if (here === undefined || there === undefined) return []
      const id = wayId(scene.id, option.id)
      const count = taken.get(id) ?? 0
      return [
        {
          id,
          scene: scene.id,
          label: option.label,
          target: there.id,
          taken: count,
          share: total === 0 ? 0 : count / total,
          level: levelOf(count, most),
          width: most === 0 ? THINNEST : THINNEST + (THICKEST - THINNEST) * (count / most),
          ...bend(here, there, (place + 1) / (scene.data.options.length + 1)),
        },
      ]
    })
  })
}

/** A soft line between two cards, round them where it leads back; `height` is where it leaves the first one, 0 (top) to 1. */
function bend(from: Card, to: Card, height: number): Pick<Way, 'curve' | 'x' | 'y'> {
  const [startX, startY] = [from.x + CARD_WIDTH, from.y + CARD_HEIGHT * height]
  const [endX, endY] = [to.x, to.y + CARD_HEIGHT / 2]
  const span = (card: Card): Span => ({ top: card.y, bottom: card.y + CARD_HEIGHT })
  const back = wayBack({ x: startX, y: startY }, { x: endX, y: endY }, span(from), span(to))
  if (back) return { curve: back.line, x: (startX + endX) / 2, y: back.lane }
  const reach = Math.max(48, Math.abs(endX - startX) / 2)
  const [bendX, unbendX] = [startX + reach, endX - reach]
  return {
    curve: `M${startX} ${startY}C${bendX} ${startY} ${unbendX} ${endY} ${endX} ${endY}`,
    x: along(startX, bendX, unbendX, endX),
    y: along(startY, startY, endY, endY),
  }
}

/** A cubic Bézier curve's coordinate where counts stand: before its middle, where lines cross. */
function along(start: number, first: number, second: number, end: number): number {
  const [done, left] = [0.36, 0.64]
  return left ** 3 * start + 3 * left ** 2 * done * first + 3 * left * done ** 2 * second + done ** 3 * end
}

function wayId(scene: string, option: string): string {
  return `${scene} ${option}` // ids hold no spaces
}
