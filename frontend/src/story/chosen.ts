/** How many readers chose what. `chalicelib/analytics/chosen.py` counts and says what is told. */
import type { OptionId, SceneId } from './model'

/**
 * The file at `/s/<slug>/chosen.json`, there where the story's creator lets readers know. It is written anew as readers
 * come, so it may be of another version than the one that is read: then it says nothing.
 */
export interface Chosen {
  readonly schema: 1
  readonly version: number
  /**
   * For each scene that enough readers have left: how many took which option, each the first time they chose there.
   * Options nobody took first are not in it; a share is an option's number by the sum of the scene's.
   */
  readonly scenes: Readonly<Record<SceneId, Readonly<Record<OptionId, number>>>>
}
