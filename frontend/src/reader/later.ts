/** What a reader may want after the first scene, fetched once the page has nothing better to do. */
import { openAbout, openKeys } from './about'
import { fetchAround, prepareNext, watchPresses } from './ahead'
import { fetchChosen } from './chosen'
import { element } from './elements'
import { addFonts } from './fonts'
import { watchHotspots } from './hotspots'
import type { Acts } from './input'
import { listenToKeys } from './keys'
import looks from './later.css?inline'
import { LATER_WORDS } from './laterWords'
import { openPath } from './path'
import { printPath, watchPrinting, type Here } from './print'
import type { ReaderOption, Story } from './scenes'
import { share } from './share'
import { isSparing } from './sparing'
import { watchSwipes } from './swipe'
import type { Shown, View } from './view'
import { startWorker } from './worker/register'
import type { Run } from '../story/rules'

export { chosenBy } from './chosen'
export { offerLink, takeOver } from './elsewhere'
export { addHotspots } from './hotspots'
export { goOn, staysOnScreen, type Swap } from './onwards'
export { fetchPlace } from './whereabouts'

/** The page this is for. */
export interface Reader {
  view: View
  acts: Acts
  title: string
  /** What an option would show, if its scene is here. */
  peek: (option: ReaderOption) => Shown | undefined
  /** Where the reader is; undefined before that is known. */
  now: () => (Here & Pick<Shown, 'depth' | 'found' | 'options'> & { version: number }) | undefined
}

let reader: Reader | undefined

let worker: Promise<boolean> | undefined

/** Make the page ready for what this module brings. Called once. */
export function settle(given: Reader): void {
  reader = given
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(looks)
  document.adoptedStyleSheets.push(sheet)
  if (!isSparing()) addFonts()
  watchHotspots(document)
  listenToKeys(document, given.view, given.acts)
  watchSwipes(document, given.view, given.acts)
  watchPresses(document, given.view)
  watchPrinting(given.title, given.now)
  worker = startWorker()
  if ('embed' in document.documentElement.dataset)
    void import('./embed').then(
      ({ settleInFrame }) => settleInFrame(),
      () => undefined, // the frame stays as high as it was made
    )
  for (const button of document.querySelectorAll<HTMLButtonElement>('.turns :disabled')) button.disabled = false
}

/** Do what a button of the furniture says. */
export function act(name: string): void {
  const now = reader?.now()
  if (!reader || !now) return
  const { title } = reader
  switch (name) {
    case 'path':
      return openPath(now.story, now.run)
    case 'about':
      return openAbout({ title, ...now })
    case 'keys':
      return openKeys()
    case 'share':
      return void share(title).then(confirm)
    case 'print':
      document.querySelector('dialog')?.close()
      return void printPath(title, now)
  }
}

/** Say how sharing went, beside the button. */
function confirm(sentence: string | undefined): void {
  const turns = document.querySelector('dialog[open] .turns') ?? reader?.view.article.querySelector('.turns')
  if (!sentence || !turns) return
  turns.parentElement?.querySelector('.confirmed')?.remove()
  const line = element('p', { class: 'note confirmed', lang: 'en', role: 'status' })
  turns.after(line)
  window.setTimeout(() => (line.textContent = sentence), 50) // a region that is there speaks when it changes
}

/** Have at hand what the next tap shows; then, where a worker keeps it, what is read without a connection. */
export async function fetchAhead(story: Story, run: Run): Promise<void> {
  const now = reader?.now()
  if (!reader || !now) return
  if (story.begins.reveal_choices) await fetchChosen()
  await prepareNext(reader)
  if (await worker) await fetchAround(story, run).catch(() => undefined)
}

/** What is said where a link to a place leads nowhere. */
export const linkForgotten = () => note(LATER_WORDS.linkForgotten)

/** What is said where another tab has the story open. */
export const openElsewhere = () => note(LATER_WORDS.openElsewhere)

const note = (sentence: string) => element('p', { class: 'note', lang: 'en', role: 'status' }, sentence)
