/** Fetching ahead: pictures one choice away so that a tap finds them ready, then what is read without a connection. */
import { figure } from './pictures'
import type { ReaderScene, Story } from './scenes'
import type { SceneId } from '../story/model'
import type { Run } from '../story/rules'

/** A story of so many scenes is fetched whole; of a longer one, what lies as many choices around the reader. */
const WHOLE = 60
const AROUND = 2
/** Bytes of pictures that a visit fetches this way. */
const MOST_BYTES = 10_000_000

const ready = new Map<SceneId, Promise<void>>()
const kept = new Set<SceneId>()
let bytes = 0
let latest: object | undefined

/** Fetch and decode the pictures one choice away. */
export function fetchNext(story: Story, run: Run): void {
  for (const option of story.scenes.get(run.scene)?.options ?? []) {
    const next = story.scenes.get(option.target)
    if (!next || ready.has(next.id)) continue
    const image = imageOf(next)
    if (!image) continue
    const decoded = image.decode().catch(() => void ready.delete(next.id))
    ready.set(next.id, decoded)
  }
}

/**
 * Fetch, one after the other and the nearest first, what the reader may come to: it is in the worker's cache then. Where
 * the reader has gone on meanwhile, the newest call counts.
 */
export async function fetchAround(story: Story, run: Run): Promise<void> {
  const mine = (latest = {})
  await Promise.allSettled(ready.values())
  const isWhole = await isSmall(story)
  const way = run.trail.map(({ scene }) => scene).reverse()
  let next = new Set([run.scene, ...(isWhole ? [...way, story.begins.initial] : [])])
  const seen = new Set(next)
  for (let choices = 0; next.size > 0 && (isWhole || choices <= AROUND); choices += 1) {
    const here = next
    next = new Set()
    for (const id of here) {
      await story.fetch(id)
      if (latest !== mine) return
      const scene = story.scenes.get(id)
      if (scene) await keepPicture(scene)
      for (const { target } of scene?.options ?? []) if (!seen.has(target)) next.add(target)
    }
    for (const id of next) seen.add(id)
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
