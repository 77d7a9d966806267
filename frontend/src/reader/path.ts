/** The path so far: every scene the reader came through, each a way back to it. */
import { openDialog } from './dialog'
import { control, element, ICONS } from './elements'
import { LATER_WORDS } from './laterWords'
import { printControl } from './print'
import type { Story } from './scenes'
import { WORDS } from './words'
import { fillIn, type Run } from '../story/rules'

/** Show it in a sheet. */
export function openPath(story: Story, run: Run): void {
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
  openDialog(
    element('h2', { lang: 'en' }, LATER_WORDS.pathSoFar),
    element('ol', { class: 'path', role: 'list' }, ...steps, here),
    element(
      'div',
      { class: 'turns', lang: 'en' },
      control('elsewhere', ICONS.share, LATER_WORDS.elsewhere),
      ...printControl(),
      control('restart', ICONS.again, WORDS.startOver),
    ),
  )
  here.scrollIntoView({ block: 'nearest' })
}

function titleOf(story: Story, run: Run, scene: string): string {
  return fillIn(story.scenes.get(scene)?.title ?? '', run.context) || WORDS.untitled
}
