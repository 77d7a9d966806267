import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { i18n } from '../words'
import ProblemsPanel from '../../src/editor/story/problems/ProblemsPanel.vue'
import { inWords } from '../../src/editor/story/problems/saying'
import { newScene, type Document as StoryDocument, type SceneData } from '../../src/story/model'
import { findProblems } from '../../src/story/problems'
import { sceneAt, storyOf } from './drafts'

const NAMELESS = 'ihpxpncwtdqmm'

function storyWith(data: Partial<SceneData>): StoryDocument {
  const scene = newScene(NAMELESS, { x: 0, y: 0 })
  return storyOf({ ...scene, data: { ...scene.data, ...data } })
}

function said(code: string, story: StoryDocument): string | undefined {
  return inWords(findProblems(story, new Map()), story).find((problem) => problem.code === code)?.sentence
}

const LONG = 'The *mill* turns, day and night, and nobody has seen the miller since.'
const [UNNAMED] = sceneAt('a', 0, 0, [null]).data.options.map((option) => ({ ...option, label: '' }))

describe('a scene without a title is called', () => {
  it.each<[string, Partial<SceneData>, string]>([
    ['by nothing', {}, 'Untitled scene has no picture: add one.'],
    ['by its text', { text: 'It turns.' }, 'Untitled scene “It turns.” has no picture: add one.'],
    [
      'by how its text begins',
      { text: LONG },
      'Untitled scene “The mill turns, day and night, and…” has no picture: add one.',
    ],
    [
      'by an option',
      { options: sceneAt('a', 0, 0, [null]).data.options },
      'Untitled scene “Go 0” has no picture: add one.',
    ],
    ['by its title', { title: 'The mill' }, '“The mill” has no picture: add one.'],
  ])('%s', (_how, data, sentence) => {
    expect(said('missing-image', storyWith(data))).toBe(sentence)
  })
})

it('calls no option by its id', () => {
  const sentence = 'The option “No words yet” of Untitled scene leads nowhere: connect it to a scene.'
  expect(said('option-without-target', storyWith({ options: [UNNAMED!] }))).toBe(sentence)
})

it.each([
  [true, 'No problems found. The story is ready to publish.'],
  [false, 'No problems found so far. The story is not checked to the end yet.'],
])('without a problem, and checked to the end: %s', (checked, words) => {
  const props = { document: storyOf(), pictures: new Map(), problems: [], checked, provedAt: null }
  expect(mount(ProblemsPanel, { props, global: { plugins: [i18n] } }).text()).toBe(words)
})
