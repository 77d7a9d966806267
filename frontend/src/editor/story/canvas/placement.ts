/** Where scenes lie: neighbours for the arrow keys, free places for new scenes. Pure. */
import type { Document as StoryDocument, Position, Scene } from '../../../story/model'
import { CARD_HEIGHT, CARD_WIDTH } from './cardShape'

export type Direction = 'left' | 'right' | 'up' | 'down'

const GAP = 64
/** Between a card and one that is put next to it because it would have lain on it. */
const BESIDE = 16
const AHEAD: Record<Direction, readonly [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }

/**
 * The scene an arrow key leads to: among the connected scenes that lie that way the nearest, else the nearest of all.
 * Distance off the arrow's line counts double.
 */
export function neighbour(document: StoryDocument, from: string, direction: Direction): string | null {
  const here = document.scenes.get(from)
  if (!here) return null
  const all = [...document.scenes.values()].filter((scene) => scene.id !== from)
  const connected = connectedTo(document, here)
  return (
    nearest(
      here,
      all.filter((scene) => connected.has(scene.id)),
      direction,
    ) ?? nearest(here, all, direction)
  )
}

/** What lies nearest to a place. */
export function nearestTo<T extends { readonly position: Position }>(place: Position, all: Iterable<T>): T | null {
  const away = ({ position }: T) => Math.hypot(position.x - place.x, position.y - place.y)
  return [...all].reduce<T | null>((best, each) => (best === null || away(each) < away(best) ? each : best), null)
}

/** A free place near `wanted`: there, or further down in steps of a card. */
export function freePlace(document: StoryDocument, wanted: Position): Position {
  const scenes = [...document.scenes.values()]
  const place = { x: Math.round(wanted.x), y: Math.round(wanted.y) }
  const step = CARD_HEIGHT + GAP / 2
  const isTaken = () => scenes.some((scene) => overlaps(scene.position, place))
  // Far enough out a step makes no difference.
  while (place.y + step > place.y && isTaken()) place.y += step
  return place
}

/** A free place as near to `wanted` as there is one: there, or beside the cards and notes that lie there. */
export function nearestFree(document: StoryDocument, wanted: Position): Position {
  const notes = [...document.groups.values()].filter(({ text }) => text !== '')
  const places = [...document.scenes.values(), ...notes].map(({ position }) => position)
  const isFree = (place: Position) => !places.some((other) => overlaps(other, place))
  if (isFree(wanted)) return wanted
  const beside = places
    .filter((place) => overlaps(place, wanted))
    .flatMap(({ x, y }): Position[] => [
      { x: x - CARD_WIDTH - BESIDE, y: wanted.y },
      { x: x + CARD_WIDTH + BESIDE, y: wanted.y },
      { x: wanted.x, y: y - CARD_HEIGHT - BESIDE },
      { x: wanted.x, y: y + CARD_HEIGHT + BESIDE },
    ])
    .filter(isFree)
    .map((position) => ({ position }))
  return nearestTo(wanted, beside)?.position ?? freePlace(document, wanted)
}

/** Where a scene that follows `scene` goes. */
export function placeAfter(document: StoryDocument, scene: Scene): Position {
  return freePlace(document, { x: scene.position.x + CARD_WIDTH + 2 * GAP, y: scene.position.y })
}

function connectedTo(document: StoryDocument, here: Scene): Set<string> {
  const targets = here.data.options.flatMap((option) => (option.target === null ? [] : [option.target]))
  const sources = [...document.scenes.values()]
    .filter((scene) => scene.data.options.some((option) => option.target === here.id))
    .map((scene) => scene.id)
  return new Set([...targets, ...sources])
}

function nearest(here: Scene, scenes: readonly Scene[], direction: Direction): string | null {
  const [aheadX, aheadY] = AHEAD[direction]
  let best: string | null = null
  let least = Infinity
  for (const scene of scenes) {
    const x = scene.position.x - here.position.x
    const y = scene.position.y - here.position.y
    const ahead = x * aheadX + y * aheadY
    const aside = Math.abs(x * aheadY) + Math.abs(y * aheadX)
    if (ahead <= 0 || ahead + 2 * aside >= least) continue
    least = ahead + 2 * aside
    best = scene.id
  }
  return best
}

function overlaps(a: Position, b: Position): boolean {
  return Math.abs(a.x - b.x) < CARD_WIDTH && Math.abs(a.y - b.y) < CARD_HEIGHT
}
