/** The names of a story's scenes, ready to be looked through. A scene that did not change is not looked at again. */
import type { Document as StoryDocument, Scene, SceneId } from '../../../story/model'
import { named, type Named } from './fuzzy'

const known = new WeakMap<Scene, Named<SceneId>>()

export function sceneNames(document: StoryDocument): readonly Named<SceneId>[] {
  return [...document.scenes.values()].map(nameOf)
}

function nameOf(scene: Scene): Named<SceneId> {
  const found = known.get(scene) ?? named(scene.id, scene.data.title)
  known.set(scene, found)
  return found
}
