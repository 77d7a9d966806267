import { expect, it } from 'vitest'
import { picturesOf, planPicture } from '../../src/editor/story/panel/pictureUses'
import type { Scene } from '../../src/story/model'
import { sceneAt, storyOf } from './drafts'

function showing(id: string, image: string, alt = ''): Scene {
  const scene = sceneAt(id, 0, 0)
  return { ...scene, data: { ...scene.data, image, alt } }
}

it('lists each picture once with the scenes that show it, then those that none shows', () => {
  const story = storyOf(
    showing('a', 'gate'),
    showing('b', ''),
    showing('c', 'yard'),
    showing('d', 'gate'),
    showing('e', 'gone'),
  )
  const found = picturesOf(story, ['spare', 'yard', 'gate'])
  expect(found.map(({ image, scenes }) => [image, scenes.map(({ id }) => id).join('')])).toEqual([
    ['gate', 'ad'],
    ['yard', 'c'],
    ['spare', ''],
  ])
})

it.each<[string, Scene, Scene, unknown[]]>([
  ['with its words', showing('a', ''), showing('b', 'gate', 'A gate'), ['scene.image_set', 'scene.alt_set']],
  ['with the words it has', showing('a', '', 'Mine'), showing('b', 'gate', 'A gate'), ['scene.image_set']],
  ['without words where there are none', showing('a', 'yard'), showing('b', 'gate'), ['scene.image_set']],
  ['once', showing('a', 'gate'), showing('b', 'gate', 'A gate'), []],
])('a scene shows it %s', (_words, scene, other, types) => {
  expect(planPicture(storyOf(scene, other), scene, 'gate').map(({ type }) => type)).toEqual(types)
})
