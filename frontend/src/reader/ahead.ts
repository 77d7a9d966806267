/** Being ahead: scenes one choice away so that a tap finds them ready, then what is read without a connection. */
import { addHotspots } from './hotspots'
import type { Reader } from './later'
import { figure } from './pictures'
import type { ReaderScene, Story } from './scenes'
import type { View } from './view'
import type { SceneId } from '../story/model'
import type { Run } from '../story/rules'

/** A story of so many scenes is fetched whole; of a longer one, what lies as many choices around the reader. */
const WHOLE = 60
const AROUND = 2
/** Scenes looked at around the reader, and no more: with twenty options a scene there are hundreds two choices away. */
const MOST_AROUND = 60
/** Bytes of pictures that a visit fetches this way. */
const MOST_BYTES = 10_000_000

const kept = new Set<SceneId>()
let bytes = 0
let latest: object | undefined

/** Draw the scenes one choice away and decode their pictures, one at a time; settles once the pictures are here. */
export async function prepareNext({ view, now, peek }: Reader): Promise<void> {
  const pictures: Promise<void>[] = []
  const here = view.article
  for (const { option, shown } of now()?.options ?? []) {
    await new Promise((resolve) => setTimeout(resolve))
    if (view.article !== here) break // the reader has gone on
    const next = shown === 'offered' ? peek(option) : undefined
    const article = next && view.prepare(option.id, next)
    if (!article) continue
    addHotspots(article, next)
    const image = article.querySelector<HTMLImageElement>('picture img')
    if (!image) continue
    const decoded = image.decode().catch(() => image.decode()) // a screen that turned has asked for another file
    const prepared = decoded.then(
      () => article.querySelector('.placeholder')?.remove(), // nobody sees it, and it would be painted
      () => view.forget(option.id), // it may come the next time
    )
    pictures.push(prepared)
  }
  await Promise.allSettled(pictures)
}

/**
 * Have what a press will show staged while it lasts: a tenth of a second, in which the screen need not change. No longer
 * where it leads nowhere: a page that is scrolled past its end would let see what lies beneath.
 */
export function watchPresses(page: Document, view: View): void {
  let pressed: string | undefined
  page.addEventListener('pointerdown', ({ target, button }) => {
    pressed = button === 0 ? optionOf(target) : undefined
    view.stage(pressed)
  })
  page.addEventListener('pointerup', ({ target }) => {
    if (optionOf(target) !== pressed) view.stage(undefined) // else a click is to come
  })
  for (const end of ['click', 'pointercancel']) page.addEventListener(end, () => view.stage(undefined))
}

function optionOf(target: EventTarget | null): string | undefined {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-option]') : null
  return button?.dataset.option
}

/**
 * Fetch, one after the other and the nearest first, what the reader may come to: it is in the worker's cache then. Where
 * the reader has gone on meanwhile, the newest call counts.
 */
export async function fetchAround(story: Story, run: Run): Promise<void> {
  const mine = (latest = {})
  const isWhole = await isSmall(story)
  const way = run.trail.map(({ scene }) => scene).reverse()
  let next = new Set([run.scene, ...(isWhole ? [...way, story.begins.initial] : [])])
  const seen = new Set(next)
  for (let choices = 0; next.size > 0 && (isWhole || choices <= AROUND); choices += 1) {
    const here = next
    next = new Set()
    for (const id of here) {
      await story.fetch(id).catch(() => undefined) // the others may come
      if (latest !== mine) return
      const scene = story.scenes.get(id)
      if (scene) await keepPicture(scene)
      for (const { target } of scene?.options ?? [])
        if (!seen.has(target) && (isWhole || seen.size < MOST_AROUND)) {
          seen.add(target)
          next.add(target)
        }
    }
  }
}

async function isSmall(story: Story): Promise<boolean> {
  const { chunks, index } = await story.prepare()
  if (!index) return story.scenes.size <= WHOLE // in one piece, as stories once were published
  if (Object.keys(chunks).length > WHOLE) return false
  const { scenes } = await story.index()
  return Object.values(scenes).flat().length <= WHOLE
}

async function keepPicture(scene: ReaderScene): Promise<void> {
  if (kept.has(scene.id) || bytes > MOST_BYTES) return
  const image = imageOf(scene)
  if (!image) return
  image.fetchPriority = 'low'
  await new Promise((resolve) => {
    image.addEventListener('load', resolve)
    image.addEventListener('error', resolve)
  })
  if (!image.complete || image.naturalWidth === 0) return
  kept.add(scene.id)
  const file = await caches.match(image.currentSrc)
  bytes += Number(file?.headers.get('Content-Length') ?? 0)
}

/** The image that shows a scene's picture on this screen, already on its way; undefined where it has none. */
function imageOf({ picture }: ReaderScene): HTMLImageElement | undefined {
  return picture ? (figure(picture, '').querySelector<HTMLImageElement>('picture img') ?? undefined) : undefined
}
