/**
 * Places in the picture that are options. They show themselves to a pointer, to the keyboard, while their button below is
 * pointed at, and to a long press.
 */
import { drawn, element } from './elements'
import type { Shown } from './view'
import type { Picture } from '../story/machine'
import { fillIn } from '../story/rules'

const LONG_PRESS = 400

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
  const viewBox = `0 0 ${picture.width} ${picture.height}`
  const drawing = drawn('svg', { class: 'hotspots', viewBox, preserveAspectRatio: 'xMidYMid slice' }, ...places)
  frame.append(drawing, element('p', { class: 'tip', 'aria-hidden': 'true' }))
}

function corners(points: readonly (readonly [number, number])[], { width, height }: Picture): string {
  return points.map(([x, y]) => `${x * width},${y * height}`).join(' ')
}

/** Listen for pointing and long presses on the whole page. */
export function watchHotspots(page: Document): void {
  for (const kind of ['pointerover', 'focusin'])
    page.addEventListener(kind, ({ target }) => light(target as Element, true))
  for (const kind of ['pointerout', 'focusout'])
    page.addEventListener(kind, ({ target }) => light(target as Element, false))
  watchLongPress(page)
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
