import { afterEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useRemovingGroup } from '../../src/editor/story/canvas/useRemovingGroup'
import { newDocument, type Group } from '../../src/story/model'
import { sceneAt, storyOf } from './drafts'

function groupAt(id: string, x: number): Group {
  return { id, title: id, text: '', colour: '#1f6fb2', position: { x, y: 0 }, size: { width: 300, height: 200 } }
}

/** A story with groups g, h, i … at these places, whose first one's title has the focus, or another button. */
function open(scenes: readonly number[], groups: readonly number[], focused: 'title' | 'other' = 'title') {
  const all = groups.map((x, index) => groupAt('ghi'.charAt(index), x))
  let story = scenes.length > 0 ? storyOf(...scenes.map((x) => sceneAt(`s${x}`, x, 0))) : newDocument('A story')
  story = { ...story, groups: new Map(all.map((each) => [each.id, each])) }
  const button = document.body.appendChild(document.createElement('button'))
  if (focused === 'title') button.dataset.group = 'g'
  button.focus()
  const shown: string[] = []
  const removeGroup = useRemovingGroup({
    document: () => story,
    remove: (id) => (story = { ...story, groups: new Map([...story.groups].filter(([each]) => each !== id)) }),
    showGroup: (group) => Promise.resolve(void shown.push(group)),
    showScene: (scene) => Promise.resolve(void shown.push(scene)),
  })
  return { shown, removeGroup }
}

afterEach(() => document.body.replaceChildren())

it.each([
  ['the nearest group', [10, 900], [0, 800, 300], ['i']],
  ['the nearest card without another group', [500, 90], [0], ['s90']],
  ['nothing in a story that is empty then', [], [0], []],
])('gives the focus of a removed title to %s', async (_what, scenes, groups, to) => {
  const { shown, removeGroup } = open(scenes, groups)
  await removeGroup('g')
  await nextTick()
  expect(shown).toEqual(to)
})

it('goes nowhere where the focus was not in its title', async () => {
  const { shown, removeGroup } = open([10], [0, 300], 'other')
  await removeGroup('g')
  expect(shown).toEqual([])
})
