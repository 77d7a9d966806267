/** The path so far, in a dialog: every scene the reader came through, each a way back to it. */
import { control, element, icon } from './elements'
import type { Story } from './scenes'
import { LATER_WORDS } from './laterWords'
import { WORDS } from './words'
import { fillIn, type Run } from '../story/rules'

/** Open the dialog; `data-depth` and `data-act` of its buttons are answered by the page's one listener. */
export function openPath(story: Story, run: Run): void {
  const title = element('h2', { id: 'path-title' }, LATER_WORDS.pathSoFar)
  const close = element(
    'button',
    { type: 'button', class: 'close', 'data-act': 'close', 'aria-label': LATER_WORDS.close },
    icon('close'),
  )
  const steps = run.trail.map(({ scene, option }, depth) => {
    const button = element('button', { type: 'button', 'data-depth': `${depth}` })
    const name = () => {
      const label = story.scenes.get(scene)?.options.find(({ id }) => id === option)?.label ?? ''
      button.replaceChildren(titleOf(story, run, scene), element('small', {}, fillIn(label, run.context)))
    }
    name()
    // After a return the way here may lie in chunks that are not here.
    if (!story.scenes.has(scene)) story.fetch(scene).then(name, () => undefined)
    return element('li', {}, button)
  })
  const here = element('li', { 'aria-current': 'step' }, titleOf(story, run, run.scene))
  here.append(element('small', { lang: 'en' }, LATER_WORDS.here))
  const dialog = element(
    'dialog',
    { 'aria-labelledby': 'path-title' },
    element('header', { lang: 'en' }, title, close),
    element('ol', { class: 'path' }, ...steps, here),
    element(
      'div',
      { class: 'turns', lang: 'en' },
      control('elsewhere', 'share', LATER_WORDS.elsewhere),
      control('restart', 'again', WORDS.startOver),
    ),
  )
  dialog.addEventListener('close', () => dialog.remove())
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
  document.body.append(dialog)
  dialog.showModal()
}

function titleOf(story: Story, run: Run, scene: string): string {
  return fillIn(story.scenes.get(scene)?.title ?? '', run.context) || WORDS.untitled
}
