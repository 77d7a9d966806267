/** Whether a draft that was edited is painted as before. Pure. */
import type { Document as StoryDocument, Scene, SceneId } from '../../../story/model'
import { shapeOf } from './cardShape'

/**
 * Looks at each scene's identity, and closer only at those that are not the same any more.
 *
 * @param covered scenes whose words and pictures are not painted, because a card lies there; null for all
 */
export function paintedAlike(
  before: StoryDocument,
  after: StoryDocument,
  covered: ReadonlySet<SceneId> | null,
): boolean {
  if (before === after) return true
  if (before.start !== after.start || before.scenes.size !== after.scenes.size) return false
  if (before.scenes === after.scenes) return true
  for (const [id, scene] of after.scenes) {
    const was = before.scenes.get(id)
    if (was !== scene && !(was && sceneAlike(was, scene, covered === null || covered.has(id)))) return false
  }
  return true
}

function sceneAlike(before: Scene, after: Scene, covered: boolean): boolean {
  const [was, is] = [before.data, after.data]
  return (
    before.position.x === after.position.x &&
    before.position.y === after.position.y &&
    shapeOf(before).height === shapeOf(after).height &&
    (was.ending === null) === (is.ending === null) &&
    was.options.length === is.options.length &&
    is.options.every(({ id, target }, at) => was.options[at]?.id === id && was.options[at]?.target === target) &&
    (covered || (was.title === is.title && was.image === is.image))
  )
}
