/** The scenes by which one finds one's way from far away. Pure. */
import type { Document as StoryDocument, Scene } from '../../../story/model'
import type { SceneIndex } from './sceneIndex'

const HUBS = 12
const FEWEST = 4

/** The start, then the best connected scenes, then the endings: those with a title, the most telling first. */
export function landmarks(document: StoryDocument, index: SceneIndex): Scene[] {
  const scenes = [...document.scenes.values()].filter((scene) => scene.data.title !== '')
  const start = scenes.filter((scene) => scene.id === document.start)
  const hubs = scenes
    .map((scene) => ({ scene, ways: scene.data.options.length + index.into(scene.id).size }))
    .filter(({ ways }) => ways >= FEWEST)
    .toSorted((one, other) => other.ways - one.ways)
    .slice(0, HUBS)
    .map(({ scene }) => scene)
  const endings = scenes.filter((scene) => scene.data.ending !== null)
  return [...new Set([...start, ...hubs, ...endings])]
}
