/** What a reader may want after the first scene, fetched once the page has nothing better to do. */
import { fetchAround, fetchNext } from './ahead'
import { element } from './elements'
import { addFonts } from './fonts'
import { watchHotspots } from './hotspots'
import type { Acts } from './input'
import { listenToKeys } from './keys'
import looks from './later.css?inline'
import { LATER_WORDS } from './laterWords'
import type { Story } from './scenes'
import type { View } from './view'
import { startWorker } from './worker/register'
import type { Run } from '../story/rules'

export { offerLink, takeOver } from './elsewhere'
export { addHotspots } from './hotspots'
export { goOn, staysOnScreen } from './onwards'
export { openPath } from './path'
export { share } from './share'

let worker: Promise<boolean> | undefined

/** Make the page ready for what this module brings. Called once. */
export function settle(view: View, acts: Acts): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(looks)
  document.adoptedStyleSheets.push(sheet)
  addFonts()
  watchHotspots(document)
  listenToKeys(document, view, acts)
  worker = startWorker()
  if ('embed' in document.documentElement.dataset)
    void import('./embed').then(
      ({ settleInFrame }) => settleInFrame(),
      () => undefined, // the frame stays as high as it was made
    )
}

/** Have at hand what the next tap shows; then, where a worker keeps it, what is read without a connection. */
export async function fetchAhead(story: Story, run: Run): Promise<void> {
  fetchNext(story, run)
  if (await worker) await fetchAround(story, run).catch(() => undefined)
}

/** What is said where a link to a place leads nowhere. */
export const linkForgotten = () =>
  element('p', { class: 'note', lang: 'en', role: 'status' }, LATER_WORDS.linkForgotten)
