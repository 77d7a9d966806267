/** Going on in the newer version of a story: the server carries the reader's run over, and nobody waits for it. */
import { element } from './elements'
import { newIdentity } from './identity'
import { LATER_WORDS } from './laterWords'
import type { Page, Place } from './place'
import type { Transport, Step } from './transport'
import type { Shown, View } from './view'
import { ask, fetchPlace, Refused } from './whereabouts'
import type { ReaderScene } from './scenes'

/** Milliseconds before the server is asked again: twice as many each time, up to a minute. */
const PAUSE = 5_000
const LONGEST_PAUSE = 60_000

/** Where the reader goes on. */
export interface Onwards {
  place: Place
  /** Options chosen in the older version that the server has not heard of. */
  chosen: string[]
  /** What there is to say of it. */
  told: HTMLElement
}

/**
 * Have the session continued by one of the page's own version. Until that is settled its steps are kept here.
 *
 * Resolves to undefined where the reader stays in the older version, for this visit: there is no connection just now,
 * or the server knows nothing of the session; and where they have begun again meanwhile.
 */
export async function goOn(page: Page, place: Place, transport: Transport): Promise<Onwards | undefined> {
  if (place.version >= page.version || !(await transport.flush())) return undefined
  transport.hold(true)
  const identity = newIdentity()
  const { id, secret } = place.identity
  const opening = {
    secret: identity.secret,
    story: page.story,
    version: page.version,
    steps: [],
    now: page.initial,
    continues_from: { session: id, secret },
  }
  try {
    const { carried } = (await persist(() => ask(page.api, identity, 'steps', opening))) as { carried?: string | null }
    if (!carried) throw new Refused('passed over')
    const next = await persist(() => fetchPlace(page, place.keep, identity))
    const unsent = transport.end(place.identity)
    if (!unsent) return undefined
    const isGone = carried === 'scene-gone'
    const sentence = isGone ? LATER_WORDS.sceneGone : LATER_WORDS.newer
    const told = element('p', { class: 'note', lang: 'en', role: 'status' }, sentence)
    return { place: next, chosen: isGone ? [] : chosenIn(unsent), told }
  } catch {
    transport.hold(false)
    return undefined
  }
}

/** Why the run under a scene is swapped: for that of a newer version, whose way back begins here, or for the server's. */
export type Swap = 'carried' | 'mended'

/** Whether the scene may stay on the screen as it is, having the ways back that it has now. */
export function staysOnScreen(view: View, former: Shown | undefined, next: Shown, swap: Swap): boolean {
  if (!former || former.scene.ending || facts(former) !== facts(next)) return false
  if (swap === 'mended') return former.depth > 0 === next.depth > 0
  for (const way of view.article.querySelectorAll('.turns :is([data-act=back], [data-act=path])')) way.remove()
  return true
}

function facts({ scene, options, context }: Shown): string {
  const { id, title, html, alt, picture, ending }: ReaderScene = scene
  const offers = options.map(({ option, shown }) => [option.id, option.label, option.hotspot, shown])
  return JSON.stringify([id, title, html, alt, picture, ending, offers, context])
}

/** What was chosen in these steps until one of them goes back, which leads to where nobody was in the newer version. */
export function chosenIn(steps: readonly Step[]): string[] {
  const back = steps.findIndex((step) => !('option' in step))
  return steps.slice(0, back < 0 ? undefined : back).flatMap((step) => ('option' in step ? step.option : []))
}

/** Ask until there is an answer, or none can be expected; the request may have arrived where its answer was lost. */
async function persist<T>(request: () => Promise<T>): Promise<T> {
  for (let pause = PAUSE; ; pause = Math.min(LONGEST_PAUSE, 2 * pause)) {
    try {
      return await request()
    } catch (error) {
      if (error instanceof Refused) throw error
    }
    await new Promise((resolve) => {
      window.setTimeout(resolve, pause * (0.75 + Math.random() / 2)) // so that readers do not come back in step
      window.addEventListener('online', resolve, { once: true })
    })
  }
}
