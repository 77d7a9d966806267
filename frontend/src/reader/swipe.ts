/** Going back by a swipe in reading direction; from left to right, or mirrored where the story is written so. */
import type { Acts } from './input'
import type { View } from './view'

/** Pixels at the screen's sides that belong to the system's own gestures. */
const EDGE = 24
/** Pixels after which a movement is one. */
const SLOP = 10
/** Pixels after which letting go goes back, and fewer of them where the finger was quick (pixels a millisecond). */
const FAR = 72
const QUICK = { far: 32, speed: 0.5 }
/** How far the page follows. */
const GIVE = 48

interface Swipe {
  x: number
  y: number
  /** Milliseconds. */
  began: number
  scrolled: number
  /** How far the finger has gone in reading direction; undefined before it is clear that this is a swipe. */
  gone: number | undefined
}

/** Listen to the whole page. Touches are only watched: scrolling, zooming and selecting go on as ever. */
export function watchSwipes(page: Document, view: View, acts: Acts): void {
  let swipe: Swipe | undefined
  const give = (up?: Swipe) => {
    if (up?.gone !== undefined) follow(view.article, 0)
    swipe = undefined
  }
  page.addEventListener(
    'touchstart',
    (event) => {
      give(swipe)
      swipe = begin(event, page, view)
    },
    { passive: true },
  )
  page.addEventListener(
    'touchmove',
    (event) => {
      const [touch] = event.touches
      if (!swipe || !touch) return
      if (event.touches.length > 1 || isOff(swipe, touch, page)) return give(swipe)
      const gone = (touch.clientX - swipe.x) * direction(page)
      if (swipe.gone === undefined && gone < SLOP) return
      if (swipe.gone === undefined) view.stage(undefined) // it would be seen beside the page that gives way
      swipe.gone = Math.max(0, gone)
      follow(view.article, direction(page) * GIVE * (1 - Math.exp(-swipe.gone / (2 * GIVE))))
    },
    { passive: true },
  )
  page.addEventListener('touchend', (event) => {
    const ended = swipe
    const gone = ended?.gone ?? 0
    const isQuick = ended && gone > QUICK.far && gone / (event.timeStamp - ended.began) > QUICK.speed
    if (!(gone > FAR || isQuick)) return give(ended)
    const left = view.article
    swipe = undefined
    acts.back()
    if (view.article === left) follow(left, 0) // the scene before is still on its way
  })
  page.addEventListener('touchcancel', () => give(swipe))
}

/** A touch from which a swipe may come. */
function begin(event: TouchEvent, page: Document, view: View): Swipe | undefined {
  const [touch] = event.touches
  const target = event.target as Element
  if (event.touches.length !== 1 || !touch || !view.article.contains(target)) return undefined
  if (!view.article.querySelector('[data-act="back"]') || page.querySelector('dialog[open]')) return undefined
  if (touch.clientX < EDGE || touch.clientX > page.documentElement.clientWidth - EDGE) return undefined
  if ((window.visualViewport?.scale ?? 1) > 1.01 || isSelecting(page)) return undefined
  return { x: touch.clientX, y: touch.clientY, began: event.timeStamp, scrolled: window.scrollY, gone: undefined }
}

/** Whether this has turned out to be something else: scrolling, selecting, a swipe the other way. */
function isOff(swipe: Swipe, touch: Touch, page: Document): boolean {
  const [across, along] = [(touch.clientX - swipe.x) * direction(page), Math.abs(touch.clientY - swipe.y)]
  if (Math.abs(window.scrollY - swipe.scrolled) > 4 || isSelecting(page)) return true
  if (swipe.gone !== undefined) return along > Math.max(across, FAR)
  return across < -SLOP || (along > SLOP && along * 1.5 > across)
}

function isSelecting(page: Document): boolean {
  return page.getSelection()?.isCollapsed === false
}

function direction(page: Document): 1 | -1 {
  return page.documentElement.dir === 'rtl' ? -1 : 1
}

/** Have the page come along a little, and go back by itself; not for who asked for less motion. */
function follow(article: HTMLElement, by: number): void {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return
  article.classList.toggle('held', by !== 0)
  article.style.transform = by === 0 ? '' : `translateX(${by}px)`
}
