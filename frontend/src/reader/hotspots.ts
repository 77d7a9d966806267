/**
 * Places in the picture that are options. They show themselves to a pointer, to the keyboard, while their button below is
 * pointed at, on a key and to a long press.
 */
import { drawn, element } from './elements'
import { LATER_WORDS } from './laterWords'
import type { Shown } from './view'
import type { Picture } from '../story/machine'
import { fillIn } from '../story/rules'

type Point = readonly [x: number, y: number]

/** Milliseconds. */
const LONG_PRESS = 400
/** The least a finger has to meet, across and down; CSS pixels (WCAG 2.2, 2.5.5). */
const FINGER = 44

/** Draw the places of a scene over its picture, once. */
export function addHotspots(article: Element, { scene, context, options }: Shown): void {
  const open = options.filter(({ shown, option }) => shown === 'offered' && option.hotspot).map(({ option }) => option)
  const frame = article.querySelector('.frame')
  if (!frame || !scene.picture || open.length === 0 || frame.querySelector('.hotspots')) return
  const { picture } = scene
  const places = open.map((option) =>
    drawn('polygon', {
      points: corners(option.hotspot?.points ?? [], picture),
      role: 'button',
      tabindex: '0',
      'data-option': option.id,
      'aria-label': fillIn(option.label, context),
    }),
  )
  // The drawing has the picture's own proportions and is cut as the picture is (`slice` is what `object-fit: cover`
  // does), so a place stays where its creator drew it.
  const drawing = drawn(
    'svg',
    {
      class: 'hotspots',
      viewBox: `0 0 ${picture.width} ${picture.height}`,
      preserveAspectRatio: 'xMidYMid slice',
      role: 'group',
      'aria-label': LATER_WORDS.places,
      lang: 'en',
    },
    ...places,
  )
  const language = document.documentElement.lang
  for (const place of places) place.setAttribute('lang', language)
  frame.append(drawing, element('p', { class: 'tip', 'aria-hidden': 'true' }))
}

function corners(points: readonly Point[], { width, height }: Picture): string {
  return points.map(([x, y]) => `${x * width},${y * height}`).join(' ')
}

/** Show the places of a scene, or hide them again; what to say about it. */
export function toggleHotspots(article: Element): string {
  const drawing = article.querySelector('.hotspots')
  if (!drawing) return LATER_WORDS.noPlaces
  return drawing.classList.toggle('shown') ? LATER_WORDS.placesShown(drawing.childElementCount) : ''
}

/** Listen for pointing, taps beside a place and long presses on the whole page. */
export function watchHotspots(page: Document): void {
  page.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType !== 'touch') light(target as Element, true)
  })
  page.addEventListener('focusin', ({ target }) =>
    light(target as Element, (target as Element).matches(':focus-visible')),
  )
  for (const kind of ['pointerout', 'focusout'])
    page.addEventListener(kind, ({ target }) => light(target as Element, false))
  watchLongPress(page)
  page.addEventListener('click', (event) => {
    const drawing = event.target as Element
    // A browser that does not say what pressed is one of long ago; what it mostly has tells as much.
    const isFinger = (event as Partial<PointerEvent>).pointerType === 'touch'
    if (isFinger && drawing.matches('.hotspots'))
      placeAt(drawing, [event.clientX, event.clientY])?.dispatchEvent(again(event))
  })
}

/** The click, for the place that was meant. */
function again({ clientX, clientY }: MouseEvent): MouseEvent {
  return new MouseEvent('click', { bubbles: true, cancelable: true, clientX, clientY })
}

/** The place a finger meant that met none: the nearest of those that are too small for it. */
function placeAt(drawing: Element, finger: Point): Element | undefined {
  const near = [...drawing.querySelectorAll<SVGPolygonElement>('polygon')].flatMap((place) => {
    const { width, height } = place.getBoundingClientRect()
    const toScreen = place.getScreenCTM()
    if (!toScreen) return []
    const points = Array.from(place.points, ({ x, y }): Point => {
      const point = new DOMPoint(x, y).matrixTransform(toScreen)
      return [point.x, point.y]
    })
    const distance = Math.min(...points.map((point, index) => fromLine(finger, point, points.at(index - 1) ?? point)))
    return distance <= (FINGER - Math.min(width, height)) / 2 ? [{ place, distance }] : []
  })
  return near.sort((one, other) => one.distance - other.distance)[0]?.place
}

/** How far a point is from a line between two others. */
function fromLine([x, y]: Point, [x1, y1]: Point, [x2, y2]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)
  const at = Math.min(1, Math.max(0, along))
  return Math.hypot(x - x1 - at * dx, y - y1 - at * dy)
}

/** Light the place of the option that is pointed at; tell its name where the place itself is. */
function light(target: Element, on: boolean): void {
  const pointed = target.closest('[data-option]')
  const scene = target.closest('.scene')
  const option = pointed?.getAttribute('data-option')
  if (!scene || !option) return
  const place = scene.querySelector(`.hotspots [data-option="${CSS.escape(option)}"]`)
  const tip = scene.querySelector('.tip')
  place?.classList.toggle('lit', on)
  if (tip) tip.textContent = (on && pointed === place && place?.getAttribute('aria-label')) || ''
}

/** A long press on a picture shows its places for as long as it lasts, and chooses none of them. */
function watchLongPress(page: Document): void {
  let timer = 0
  let held: Element | undefined
  page.addEventListener('pointerdown', ({ target, pointerType }) => {
    held = undefined
    const places = (target as Element).closest('.frame')?.querySelector('.hotspots')
    if (pointerType === 'mouse' || !places) return
    timer = window.setTimeout(() => {
      held = places
      held.classList.add('shown')
    }, LONG_PRESS)
  })
  for (const kind of ['pointerup', 'pointercancel'])
    page.addEventListener(kind, () => {
      window.clearTimeout(timer)
      held?.classList.remove('shown')
    })
  const swallow = (event: Event) => {
    if (!held) return
    event.preventDefault()
    event.stopPropagation()
  }
  page.addEventListener('click', swallow, { capture: true })
  page.addEventListener('contextmenu', swallow, { capture: true })
}
