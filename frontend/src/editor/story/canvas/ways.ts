/** The ways of a draft as the canvas paints them. Pure. */
import type { Document as StoryDocument, Scene, SceneId } from '../../../story/model'
import type { Way } from './paint'
import type { SceneIndex } from './sceneIndex'

/** More than these cannot be told apart while they move. */
const MOST_MOVING = 2_000

/** A way per option that leads to a scene that is there. */
export function waysOf({ scenes }: StoryDocument): Way[] {
  return [...scenes.values()].flatMap((scene) => waysFrom(scene, scenes))
}

/** Those that begin or end at one of the scenes, once each. */
export function waysAround({ scenes }: StoryDocument, index: SceneIndex, around: ReadonlySet<SceneId>): Way[] {
  const ways: Way[] = []
  for (const id of around) {
    const scene = scenes.get(id)
    if (scene) ways.push(...waysFrom(scene, scenes))
    for (const source of index.into(id).keys()) {
      const from = around.has(source) ? undefined : scenes.get(source)
      if (from) ways.push(...waysFrom(from, scenes).filter(({ target }) => target.id === id))
    }
    if (ways.length >= MOST_MOVING) break
  }
  return ways.map((way) => ({ ...way, tone: 'touching' }))
}

function waysFrom(source: Scene, scenes: ReadonlyMap<SceneId, Scene>): Way[] {
  return source.data.options.flatMap(({ target }, option) => {
    const found = target === null ? undefined : scenes.get(target)
    return found ? [{ source, option, target: found, tone: 'resting' }] : []
  })
}
