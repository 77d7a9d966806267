/** What part of the plane is in sight, how near, and what is therefore given to Vue Flow. Pure. */
import type { Group, Position, Size } from '../../../story/model'

/** A part of the plane, in canvas units. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Where Vue Flow looks: a point of the plane lies at `point * zoom + (x, y)` of the screen. */
export interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

/** Cards in full, their pictures alone, or tiles of one colour. */
export type Level = 'card' | 'picture' | 'tile'

export const MIN_ZOOM = 0.01
export const MAX_ZOOM = 2
const CARDS_FROM = 0.45
const PICTURES_FROM = 0.14
/** A level is left only this much beyond its border, so that it does not flicker there. */
const SLACK = 1.06

/** Cards come in this far outside what is in sight and go out again further away, as a share of what is in sight. */
const COMES_IN = 0.08
const GOES_OUT = 0.25

/** What a group's title takes, and what can be done beside it. */
const HEAD = 40
const HEAD_WIDTH = 240
/** So much of a frame its first words take. */
const WORDS = 320

/** How much is drawn at a zoom, given what was drawn before. */
export function levelAt(zoom: number, before: Level = 'card'): Level {
  if (zoom >= CARDS_FROM * (before === 'card' ? 1 / SLACK : 1)) return 'card'
  return zoom >= PICTURES_FROM * (before === 'tile' ? 1 : 1 / SLACK) ? 'picture' : 'tile'
}

/** The part of the plane that is in sight. */
export function boxInSight({ x, y, zoom }: Viewport, { width, height }: Size): Box {
  return { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom }
}

/** The box with a share of its own width and height added on every side. */
export function grown({ left, top, right, bottom }: Box, share: number): Box {
  const [x, y] = [(right - left) * share, (bottom - top) * share]
  return { left: left - x, top: top - y, right: right + x, bottom: bottom + y }
}

export function shifted({ left, top, right, bottom }: Box, { x, y }: Position): Box {
  return { left: left + x, top: top + y, right: right + x, bottom: bottom + y }
}

export function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}

export function holds(outer: Box, inner: Box): boolean {
  return (
    outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom
  )
}

/** The box between two corners, in whatever order. */
export function between(one: Position, other: Position): Box {
  return {
    left: Math.min(one.x, other.x),
    top: Math.min(one.y, other.y),
    right: Math.max(one.x, other.x),
    bottom: Math.max(one.y, other.y),
  }
}

/** What a group's frame surrounds. */
export function frameOf({ position: { x, y }, size: { width, height } }: Group): Box {
  return { left: x, top: y, right: x + width, bottom: y + height }
}

/** Where a group's title stands, above its frame. */
export function headOf({ position: { x, y }, size: { width } }: Group): Box {
  return { left: x, top: y - HEAD, right: x + Math.min(width, HEAD_WIDTH), bottom: y }
}

/** Where its words begin. */
export function wordsOf({ position: { x, y }, size: { width, height } }: Group): Box {
  return { left: x, top: y - HEAD, right: x + Math.min(width, WORDS), bottom: y + Math.min(height, WORDS) }
}

/** The smallest box around all; null around none. */
export function around(boxes: Iterable<Box>): Box | null {
  let all: Box | null = null
  for (const box of boxes) {
    all = all
      ? {
          left: Math.min(all.left, box.left),
          top: Math.min(all.top, box.top),
          right: Math.max(all.right, box.right),
          bottom: Math.max(all.bottom, box.bottom),
        }
      : box
  }
  return all
}

/** Where to look to see all of a box, with a share of the screen free around it. */
export function viewportFor(box: Box, screen: Size, { free = 0.12, nearest = 1 } = {}): Viewport {
  const [width, height] = [Math.max(1, box.right - box.left), Math.max(1, box.bottom - box.top)]
  const fitting = Math.min((screen.width * (1 - free)) / width, (screen.height * (1 - free)) / height)
  const zoom = Math.min(nearest, MAX_ZOOM, Math.max(MIN_ZOOM, fitting))
  return centredOn(box, screen, zoom)
}

/** The map of all that lies in the lower right corner. */
export const OVERVIEW: Size = { width: 200, height: 140 }
/** Pixels between it and the edges. */
const AROUND = 16

export function overviewIn({ width, height }: Size): Box {
  const [right, bottom] = [width - AROUND, height - AROUND]
  return { left: right - OVERVIEW.width, top: bottom - OVERVIEW.height, right, bottom }
}

/** Where to look so that a box is seen whole, as near as can be with nothing of it under what lies over the plane. */
export function viewportClear(box: Box, screen: Size, covers: readonly Box[], free = 0.12): Viewport {
  const looks = areasBeside(covers, screen).map((area) => {
    const size = { width: area.right - area.left, height: area.bottom - area.top }
    const { x, y, zoom } = viewportFor(box, size, { free })
    return { at: { x: x + area.left, y: y + area.top, zoom }, room: size.width * size.height }
  })
  looks.sort((one, other) => other.at.zoom - one.at.zoom || other.room - one.room)
  return looks[0]?.at ?? viewportFor(box, screen, { free })
}

/** The parts of a screen that nothing lies over, from edge to edge. */
function areasBeside(covers: readonly Box[], { width, height }: Size): Box[] {
  const over = covers.filter((cover) => overlap(cover, { left: 0, top: 0, right: width, bottom: height }))
  const areas: Box[] = []
  for (const left of [0, ...over.map((cover) => cover.right)])
    for (const right of [width, ...over.map((cover) => cover.left)])
      for (const top of [0, ...over.map((cover) => cover.bottom)])
        for (const bottom of [height, ...over.map((cover) => cover.top)])
          if (left < right && top < bottom) areas.push({ left, top, right, bottom })
  return areas.filter((area) => !over.some((cover) => overlap(area, cover)))
}

/** What is not far outside is moved in just as far as it must, so that what lies around it stays in sight. */
const NOT_FAR = 0.5
const MARGIN = 40

/** Where to look so that a box can be seen, and little else changes. */
export function viewportWith(box: Box, before: Viewport, screen: Size, nearest: number): Viewport {
  const sight = boxInSight(before, screen)
  if (holds(sight, box)) return before
  const zoom = Math.max(nearest, before.zoom)
  if (zoom !== before.zoom || !overlap(grown(sight, NOT_FAR), box)) return centredOn(box, screen, zoom)
  return {
    x: before.x + inward(box.left * zoom + before.x, box.right * zoom + before.x, screen.width),
    y: before.y + inward(box.top * zoom + before.y, box.bottom * zoom + before.y, screen.height),
    zoom,
  }
}

/**
 * … after something took room from the screen: no nearer than before, and further away only where it would not fit. In a
 * strip so narrow that it would be no card any more, its beginning is shown.
 */
export function viewportStill(box: Box, before: Viewport, screen: Size): Viewport {
  const fits = viewportFor(box, screen, { free: 0, nearest: before.zoom }).zoom === before.zoom
  const away = viewportFor(box, screen)
  return fits || away.zoom < CARDS_FROM ? viewportWith(box, before, screen, 0) : away
}

/** Where to look so that a box lies in the middle. */
export function centredOn(box: Box, screen: Size, zoom: number): Viewport {
  return {
    x: screen.width / 2 - ((box.left + box.right) / 2) * zoom,
    y: screen.height / 2 - ((box.top + box.bottom) / 2) * zoom,
    zoom,
  }
}

/** How far a stretch has to move to lie within the screen; its beginning counts where it does not fit. */
function inward(from: number, to: number, length: number): number {
  const margin = Math.min(MARGIN, Math.max(0, (length - (to - from)) / 2))
  if (from < margin || to - from > length) return margin - from
  return Math.min(0, length - margin - to)
}

/** What a window onto the plane asks of an index of what lies there. */
export interface Within {
  within(box: Box): Iterable<{ readonly id: string }>
}

/**
 * The scenes Vue Flow is given next: those in sight or about to be, and those it has that are not far away yet.
 * At most `most` come in at a time, the ones in sight first. The same set comes back where nothing changes.
 *
 * @param always scenes that are given wherever they lie
 */
export function nextGiven(
  before: ReadonlySet<string>,
  index: Within,
  sight: Box,
  always: readonly string[],
  most: number,
): ReadonlySet<string> {
  const stays = new Set(always)
  for (const { id } of index.within(grown(sight, GOES_OUT))) if (before.has(id)) stays.add(id)
  let room = most
  for (const box of [sight, grown(sight, COMES_IN)]) {
    for (const { id } of index.within(box)) {
      if (stays.has(id) || room <= 0) continue
      stays.add(id)
      room -= 1
    }
  }
  return sameSet(before, [...stays]) ? before : stays
}

export function sameSet(one: ReadonlySet<string>, other: readonly string[]): boolean {
  return one.size === other.length && other.every((id) => one.has(id))
}
