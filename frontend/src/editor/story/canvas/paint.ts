/**
 * What the canvas beneath Vue Flow shows: the ways and scenes that Vue Flow is not given. Painted in canvas units; the
 * caller sets the context's transform.
 */
import type { Position, Scene } from '../../../story/model'
import { wayBetween } from '../../way'
import { initialOf, MOST_MARKS } from '../presence/people'
import type { OtherWindow } from '../presence/presence'
import { boxOf, CARD_WIDTH, IN_HANDLE, PICTURE_HEIGHT, shapeOf } from './cardShape'
import type { Guide } from './guides'
import type { Look } from './look'
import { TONES, type Ring, type Tone } from './tones'
import { overlap, type Box, type Level } from './view'

export interface Painting {
  readonly context: CanvasRenderingContext2D
  readonly look: Look
  readonly level: Level
  readonly zoom: number
  /** What of the plane is painted. */
  readonly region: Box
  /** What a scene's picture looks like, if it is known by now, and its colour. */
  readonly pictureOf: (scene: Scene) => CanvasImageSource | null
  readonly colourOf: (scene: Scene) => string | null
}

/** A way from one scene to another, wherever they are just now. */
export interface Way {
  readonly source: Scene
  readonly option: number
  readonly target: Scene
  readonly tone: Tone
}

/** How far scenes are from where the draft has them, while they are dragged. */
export type Shift = (scene: Scene) => Position

/** Strokes of one path are fast together, but slow where a path grows very long. */
const TOGETHER = 200
const DOTS_FROM = 0.45
/** How much of a tile is seen that has no picture's colour. */
const PLAIN = 0.5
export const STANDING: Position = { x: 0, y: 0 }
export const still: Shift = () => STANDING

/** How far apart the dots on the desk are, how large, and with how many pixels one of them is kept. */
const APART = 24
const DOT = 1.1
const KEPT = 4

/** Paint the desk's dots, where they are far enough from each other. */
export function paintDots({ context, look, region, zoom }: Painting): void {
  if (zoom < DOTS_FROM) return
  const tile = new OffscreenCanvas(APART * KEPT, APART * KEPT)
  const onto = tile.getContext('2d')
  if (!onto) return
  onto.fillStyle = look.dots
  onto.arc((APART * KEPT) / 2, (APART * KEPT) / 2, DOT * KEPT, 0, 2 * Math.PI)
  onto.fill()
  const pattern = context.createPattern(tile, 'repeat')
  if (!pattern) return
  pattern.setTransform(new DOMMatrix().scale(1 / KEPT))
  context.fillStyle = pattern
  // Row by row: between the rows there is nothing, and a pattern is slow to lay out.
  const { left, right, top, bottom } = region
  for (let row = (Math.floor(top / APART) + 0.5) * APART; row < bottom + DOT; row += APART) {
    context.fillRect(left, row - 2 * DOT, right - left, 4 * DOT)
  }
}

/** Paint ways: as soft curves with their heads where cards are near, else as straight lines. */
export function paintWays(painting: Painting, ways: Iterable<Way>, shift: Shift = still): void {
  const byTone: Record<Tone, Path2D[]> = { resting: [], touching: [], played: [], chosen: [] }
  let count = 0
  for (const way of ways) {
    const [from, to] = endsOf(way, shift)
    if (!crosses(from, to, painting.region)) continue
    const paths = byTone[way.tone]
    if (count % TOGETHER === 0 || paths.length === 0) paths.push(new Path2D())
    count += 1
    const path = paths[paths.length - 1]
    if (!path) continue
    if (painting.level === 'card') path.addPath(curve(way, from, to, shift))
    else {
      path.moveTo(from.x, from.y)
      path.lineTo(to.x, to.y)
    }
  }
  stroke(painting, byTone)
}

function stroke({ context, look, level, zoom }: Painting, byTone: Record<Tone, readonly Path2D[]>): void {
  context.lineCap = 'round'
  context.lineJoin = 'round'
  const thin = level === 'card' ? 1.75 : (level === 'picture' ? 1 : 0.6) / zoom
  const strokes: Readonly<Record<Tone, readonly [colour: string, width: number]>> = {
    resting: [look.lineStrong, thin],
    touching: [look.accent, Math.max(thin, 1.2 / zoom)],
    played: [look.focus, Math.max(3, 2.5 / zoom)],
    chosen: [look.accent, Math.max(3, 2 / zoom)],
  }
  for (const tone of TONES) {
    ;[context.strokeStyle, context.lineWidth] = strokes[tone]
    context.globalAlpha = tone === 'resting' && level === 'tile' ? 0.4 : 1
    for (const path of byTone[tone]) context.stroke(path)
  }
  context.globalAlpha = 1
}

/** Paint scenes from afar: the picture, or a tile in the picture's colour. */
export function paintScenes(painting: Painting, scenes: Iterable<Scene>, shift: Shift = still): void {
  for (const scene of scenes) {
    if (painting.level === 'tile') paintTile(painting, scene, shift(scene))
    else paintPicture(painting, scene, shift(scene))
  }
}

/** What a ring looks like; lengths in pixels of the screen, from afar as well. */
const RING_LOOKS: Readonly<
  Record<Ring, { colour: 'accent' | 'focus'; width: number; away: number; dashes?: number[] }>
> = {
  selected: { colour: 'accent', width: 2, away: 1.5 },
  played: { colour: 'focus', width: 1.5, away: 4 },
  previewing: { colour: 'focus', width: 4, away: 5 },
  differing: { colour: 'accent', width: 2, away: 3, dashes: [6, 4] },
}

/** Put rings of a kind around scenes. */
export function paintRings(
  { context, look, zoom }: Painting,
  ring: Ring,
  scenes: Iterable<Scene>,
  shift: Shift = still,
): void {
  const { colour, width: thick, away: gap, dashes = [] } = RING_LOOKS[ring]
  const pixel = Math.max(1, 1 / zoom)
  const away = gap * pixel
  context.strokeStyle = look[colour]
  context.lineWidth = thick * pixel
  context.setLineDash(dashes.map((dash) => dash * pixel))
  context.beginPath()
  for (const scene of scenes) {
    const { x, y } = shift(scene)
    const { left, top, right, bottom } = boxOf(scene)
    const [width, height] = [right - left + 2 * away, bottom - top + 2 * away]
    context.roundRect(left + x - away, top + y - away, width, height, 12 + away)
  }
  context.stroke()
  context.setLineDash([])
}

/** Draw the lines along which what is dragged lies with others. */
export function paintGuides({ context, look, zoom }: Painting, guides: readonly Guide[]): void {
  if (guides.length === 0) return
  context.strokeStyle = look.focus // the links that are dragged along have the accent
  context.lineWidth = 1 / zoom
  context.beginPath()
  for (const { axis, at, from, to } of guides) {
    context.moveTo(axis === 'x' ? at : from, axis === 'x' ? from : at)
    context.lineTo(axis === 'x' ? at : to, axis === 'x' ? to : at)
  }
  context.stroke()
}

/** Paint the marks of those who are in scenes, at the top right of each, as large as they are read from there. */
export function paintPeople(
  { context, look, zoom }: Painting,
  places: Iterable<{ readonly scene: Scene; readonly people: readonly OtherWindow[] }>,
  shift: Shift = still,
): void {
  const radius = 10 / Math.min(1, zoom)
  context.font = `600 ${radius * 1.1}px ${look.font}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineWidth = radius / 5
  for (const { scene, people } of places) {
    const { top, right } = boxOf(scene)
    const { x, y } = shift(scene)
    const signs = people.slice(0, MOST_MARKS).map((one) => (one.own ? null : initialOf(one)))
    if (people.length > MOST_MARKS) signs.push(`+${people.length - MOST_MARKS}`)
    signs.reverse().forEach((sign, place) => {
      const [left, down] = [right + x - place * radius * 1.5, top + y]
      context.fillStyle = sign?.startsWith('+') ? look.muted : look.focus
      context.strokeStyle = look.paper
      context.beginPath()
      context.arc(left, down, radius, 0, 2 * Math.PI)
      context.fill()
      context.stroke()
      context.fillStyle = look.paper
      if (sign === null) paintWindow(context, left, down, radius)
      else context.fillText(sign, left, down)
    })
  }
  context.textAlign = 'start'
}

/** The sign of another window of one's own, as on a card. */
function paintWindow(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath()
  context.roundRect(x - size / 2, y - size * 0.4, size, size * 0.8, size / 8)
  context.moveTo(x - size / 2, y - size / 8)
  context.lineTo(x + size / 2, y - size / 8)
  context.stroke()
}

/** Write the titles of landmarks beside their tiles, as many as fit; the first come first. */
export function paintTitles(
  { context, look, zoom, region }: Painting,
  scenes: readonly Scene[],
  start: string | null,
): void {
  const size = 12 / zoom
  const taken: Box[] = []
  // A few show the way; many hide it.
  const [aside, apart] = [size * 4, size * 5]
  context.font = `600 ${size}px ${look.font}`
  context.textBaseline = 'middle'
  for (const scene of scenes) {
    if (!overlap(boxOf(scene), region)) continue
    const words = cut(scene.data.title)
    const width = context.measureText(words).width + size
    const left = scene.position.x + CARD_WIDTH / 2 - width / 2
    const top = scene.position.y - size * 1.9
    const box = { left: left - aside, top: top - apart, right: left + width + aside, bottom: top + size + apart }
    if (taken.some((other) => overlap(other, box))) continue
    taken.push(box)
    const isStart = scene.id === start
    context.fillStyle = isStart ? look.ink : look.surface
    context.strokeStyle = look.line
    context.lineWidth = 1 / zoom
    context.beginPath()
    context.roundRect(left, top, width, size * 1.6, size * 0.3)
    context.fill()
    if (!isStart) context.stroke()
    context.fillStyle = isStart ? look.paper : look.ink
    context.fillText(words, left + size / 2, top + size * 0.85)
  }
}

function paintTile({ context, look, colourOf, zoom }: Painting, scene: Scene, { x, y }: Position): void {
  const { left, top, right, bottom } = boxOf(scene)
  const colour = colourOf(scene)
  context.fillStyle = colour ?? look.lineStrong
  context.globalAlpha = colour === null ? PLAIN : 1
  if (scene.data.ending && zoom > 0.03) {
    // An ending closes: round at its foot, as its card is.
    context.beginPath()
    context.roundRect(left + x, top + y, right - left, bottom - top, [12, 12, 100, 100])
    context.fill()
  } else context.fillRect(left + x, top + y, right - left, bottom - top)
  context.globalAlpha = 1
}

function paintPicture(painting: Painting, scene: Scene, { x, y }: Position): void {
  const { context, look, zoom } = painting
  const left = scene.position.x + x
  const top = scene.position.y + y
  const { height } = shapeOf(scene)
  context.fillStyle = look.surface
  context.strokeStyle = look.line
  context.lineWidth = 1 / zoom
  context.beginPath()
  context.roundRect(left, top, CARD_WIDTH, height, scene.data.ending ? [12, 12, 30, 30] : 12)
  context.fill()
  context.stroke()
  const picture = painting.pictureOf(scene)
  if (picture) context.drawImage(picture, left + 1, top + 1, CARD_WIDTH - 2, PICTURE_HEIGHT)
  else {
    const colour = painting.colourOf(scene)
    context.fillStyle = colour ?? (scene.data.image === '' ? look.hover : look.sunken)
    context.fillRect(left + 1, top + 1, CARD_WIDTH - 2, PICTURE_HEIGHT)
    if (scene.data.image === '') paintOutline(painting, left + 1, top + 1)
  }
  paintTitle(painting, scene, left, top)
}

/** The outline of a picture where there is none, as on the card. */
const OUTLINE = [
  [0, 0.89],
  [0.2, 0.75],
  [0.36, 0.86],
  [0.62, 0.62],
  [1, 0.87],
  [1, 1],
  [0, 1],
] as const

function paintOutline({ context, look }: Painting, left: number, top: number): void {
  context.fillStyle = look.pressed
  context.beginPath()
  for (const [x, y] of OUTLINE) context.lineTo(left + x * (CARD_WIDTH - 2), top + y * PICTURE_HEIGHT)
  context.fill()
}

/** The title in letters that can be read from there, in as many lines as the card has room for. */
function paintTitle({ context, look, zoom }: Painting, scene: Scene, left: number, top: number): void {
  const size = Math.min(40, 11 / zoom)
  const letters = Math.floor((CARD_WIDTH - 20) / (size * 0.56))
  const room = Math.max(1, Math.floor((shapeOf(scene).height - PICTURE_HEIGHT - 10) / (size * 1.2)))
  context.font = `600 ${size}px ${look.font}`
  context.textBaseline = 'top'
  context.fillStyle = look.ink
  linesOf(scene.data.title, letters, room).forEach((line, index) => {
    context.fillText(line, left + 10, top + PICTURE_HEIGHT + 8 + index * size * 1.2)
  })
}

/** Words in at most so many lines of so many letters. */
export function linesOf(words: string, letters: number, most: number): string[] {
  const lines: string[] = []
  for (const word of words.split(/\s+/)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= letters) lines[lines.length - 1] = `${line} ${word}`
    else if (lines.length < most) lines.push(cut(word, letters))
    else {
      lines[lines.length - 1] = `${(line ?? '').slice(0, letters - 1)}…`
      break
    }
  }
  return lines
}

function cut(words: string, most = 28): string {
  return words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words
}

function endsOf({ source, option, target }: Way, shift: Shift): [Position, Position] {
  const [out, into] = [shift(source), shift(target)]
  const down = shapeOf(source).leaves[option] ?? IN_HANDLE
  return [
    { x: source.position.x + CARD_WIDTH + out.x, y: source.position.y + down + out.y },
    { x: target.position.x + into.x, y: target.position.y + IN_HANDLE + into.y },
  ]
}

function curve({ source, target }: Way, from: Position, to: Position, shift: Shift): Path2D {
  const span = (scene: Scene) => {
    const { top, bottom } = boxOf(scene)
    const { y } = shift(scene)
    return { top: top + y, bottom: bottom + y }
  }
  return new Path2D(wayBetween(from, to, span(source), span(target)))
}

/** Whether a way may be seen there; one that turns round reaches a card's height beyond its ends. */
function crosses(from: Position, to: Position, region: Box): boolean {
  const reach = to.x - from.x < 16 ? 420 : 8
  return (
    Math.min(from.x, to.x) - reach < region.right &&
    Math.max(from.x, to.x) + reach > region.left &&
    Math.min(from.y, to.y) - reach < region.bottom &&
    Math.max(from.y, to.y) + reach > region.top
  )
}
