/**
 * The rules of reading: what a condition means, what a scene offers, what taking an option does.
 *
 * The same as `chalicelib/stories/rules.py`; `tests/vectors/` holds the two together. A run is walked in place, because
 * copying what was visited on every step would make a step as dear as the story is long: `takeStep` and `rewind` change
 * the run they are given, or throw and change nothing.
 */
import type { Condition, Effect, Ending, Operator, Option, OptionId, SceneId, Value, VariableName } from './model'

/** The story's variables and what they hold just now. */
export type Context = Readonly<Record<VariableName, Value>>

/** What of an option decides a step. */
export type StepOption = Pick<Option, 'id' | 'target' | 'condition' | 'effects'>

/** What of a scene decides a step; a document's `scene.data` is one. */
export interface StepScene {
  readonly options: readonly StepOption[]
  /** Anything but null in a final scene. */
  readonly ending: object | null
}

/** Scenes by id; a Map of them is one. */
export interface StepScenes {
  get(id: SceneId): StepScene | undefined
}

/** Offered: may be taken. Locked: there, greyed out. Hidden: not there. */
export type Shown = 'offered' | 'locked' | 'hidden'

/** An option as a reader meets it just now. */
export interface OfferedOption<O extends StepOption = Option> {
  readonly option: O
  readonly shown: Shown
}

/** One choice of a run, with what it takes to undo it. */
export interface TrailEntry {
  /** The scene it was made in. */
  readonly scene: SceneId
  readonly option: OptionId
  /** The former values of the variables it changed, and no others. */
  readonly before: Context
  /** Whether it brought the reader to its target for the first time. */
  readonly first: boolean
}

/** Where one reader is, what the story remembers, and how they came there. */
export interface Run {
  scene: SceneId
  context: Context
  readonly visited: Set<SceneId>
  readonly trail: TrailEntry[]
}
