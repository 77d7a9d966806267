/** The path so far on paper: every scene in its order, with its picture and the option that was taken. */
import { control, element } from './elements'
import { setSceneHtml } from './html'
import { LATER_ICONS } from './laterIcons'
import { LATER_WORDS } from './laterWords'
import { figure } from './pictures'
import type { ReaderScene, Story } from './scenes'
import { fillIn, type Context, type Run } from '../story/rules'

/** Where the reader is. */
export interface Here {
  story: Story
  run: Run
}

/** The button that prints the path; none in a frame, where pages of others mostly forbid it. */
export function printControl(): HTMLElement[] {
  const isFramed = 'embed' in document.documentElement.dataset
  return isFramed ? [] : [control('print', LATER_ICONS.print, LATER_WORDS.print)]
}

/** Print the path, once all of it is here. */
export async function printPath(title: string, { story, run }: Here): Promise<void> {
  await Promise.allSettled(run.trail.map(({ scene }) => story.fetch(scene)))
  const laid = layPath(title, { story, run })
  await Promise.allSettled([...laid.querySelectorAll<HTMLImageElement>('picture img')].map((image) => image.decode()))
  window.print()
}

/** Have whatever is printed be the path: what of it is here, where the browser's own command asks. */
export function watchPrinting(title: string, here: () => Here | undefined): void {
  window.addEventListener('beforeprint', () => {
    const now = here()
    if (now && !document.querySelector('.printed')) layPath(title, now)
  })
  window.addEventListener('afterprint', () => document.querySelector('.printed')?.remove())
}

function layPath(title: string, { story, run }: Here): HTMLElement {
  document.querySelector('.printed')?.remove()
  const laid = element('section', { class: 'printed' }, element('h1', {}, title))
  const contexts = contextsOf(run)
  for (const [index, scene] of [...run.trail.map((entry) => entry.scene), run.scene].entries()) {
    const there = story.scenes.get(scene)
    if (there) laid.append(sheet(there, contexts[index] ?? run.context, run.trail[index]?.option))
  }
  document.body.append(laid)
  return laid
}

/** What the variables held in each scene of the way, the last one included. */
function contextsOf({ context, trail }: Run): Context[] {
  const contexts: Context[] = [context]
  for (const { before } of [...trail].reverse()) contexts.unshift({ ...contexts[0], ...before })
  return contexts
}

function sheet(scene: ReaderScene, context: Context, taken: string | undefined): HTMLElement {
  const made = element('article')
  if (scene.picture) made.append(figure(scene.picture, scene.alt))
  const title = fillIn(scene.title, context)
  if (title) made.append(element('h2', {}, title))
  const text = element('div', { class: 'text' })
  setSceneHtml(text, scene.html, context)
  made.append(text)
  const label = scene.options.find(({ id }) => id === taken)?.label
  if (label !== undefined) {
    const chose = element('small', { lang: 'en' }, LATER_WORDS.tookThis)
    made.append(element('p', { class: 'taken' }, chose, ' ', fillIn(label, context)))
  }
  if (scene.ending?.name) made.append(element('p', { class: 'taken' }, scene.ending.name))
  return made
}
