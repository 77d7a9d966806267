/** What a reader may want after the first scene, fetched once the page has nothing better to do. */
import { addFonts } from './fonts'
import { watchHotspots } from './hotspots'
import type { Acts } from './input'
import { listenToKeys } from './keys'
import looks from './later.css?inline'
import type { View } from './view'

export { fetchAhead } from './ahead'
export { addHotspots } from './hotspots'
export { openPath } from './path'
export { share } from './share'

/** Make the page ready for what this module brings. Called once. */
export function settle(view: View, acts: Acts): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(looks)
  document.adoptedStyleSheets.push(sheet)
  addFonts()
  watchHotspots(document)
  listenToKeys(document, view, acts)
}
