/** What the worker that checks the story does with what it is told. Pure. */
import type { Scene, SceneId } from '../../../story/model'
import { Checker, type Problem } from '../../../story/problems'
import type { Question } from './checking'

/** The worker's side: holds the story from question to question. */
export class CheckDesk {
  #checker: Checker | null = null
  #scenes: ReadonlyMap<SceneId, Scene> = new Map()

  /** Everything wrong with the story, as `findProblems` finds it. */
  answer({ first, frame, scenes, gone, assets }: Question): readonly Problem[] {
    if (first) {
      this.#checker = null
      this.#scenes = new Map()
    }
    const held = new Map(this.#scenes)
    for (const id of gone) held.delete(id)
    for (const scene of scenes) held.set(scene.id, scene)
    this.#scenes = held
    const document = { ...frame, scenes: held }
    if (this.#checker) this.#checker.recheck(document, assets)
    else this.#checker = new Checker(document, assets)
    return this.#checker.problems()
  }
}
