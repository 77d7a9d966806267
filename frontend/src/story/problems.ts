/** Validation, the structural rules. Mirrors `chalicelib/stories/problems.py`; `tests/vectors/problems.json` is the proof. */
import type { OptionId, SceneId } from './model'

/** Where an uploaded picture stands. */
export type AssetState = 'granted' | 'received' | 'processing' | 'ready' | 'failed'

/** Something wrong with a story. */
export interface Problem {
  /** Its kind, for ever the same. */
  readonly code: string
  /** An error blocks publishing, a warning does not. */
  readonly severity: 'error' | 'warning'
  readonly scene: SceneId | null
  readonly option: OptionId | null
  /** What to do about it, for the creator. */
  readonly sentence: string
  /** For a place readers get stuck in: the shortest way there from the start, both included. */
  readonly path: readonly SceneId[] | null
}
