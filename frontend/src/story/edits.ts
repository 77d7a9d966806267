/**
 * Edits: the only way a draft changes, a closed union of small facts in the past tense.
 *
 * The same union stands in `chalicelib/stories/edit_types.py`; `tests/vectors/edits.json` holds the two together.
 * `apply.ts`, `inverse.ts` and `keys.ts` say what edits do. Applying copies the one Map it changes and shares the rest:
 * a shallow copy of the scenes' Map (some 1 ms at 10,000 scenes) is all that grows with the story, and `applyAll` makes
 * one for all of its edits.
 */
import type {
  Condition,
  Effect,
  Ending,
  Group,
  GroupId,
  Hotspot,
  Option,
  OptionId,
  Position,
  Scene,
  SceneId,
  Size,
  Theme,
  Variable,
  VariableName,
  WhenLocked,
} from './model'

export type StoryEdit =
  | { readonly type: 'story.retitled'; readonly title: string }
  | { readonly type: 'story.summarised'; readonly summary: string }
  | { readonly type: 'story.language_set'; readonly language: string }
  | { readonly type: 'story.start_set'; readonly start: SceneId | null }
  | { readonly type: 'story.theme_set'; readonly theme: Theme }
  | { readonly type: 'story.ifid_set'; readonly ifid: string | null }
  | { readonly type: 'story.reveal_choices_set'; readonly reveal_choices: boolean }

export type SceneEdit =
  | { readonly type: 'scene.added'; readonly scene: Scene }
  | { readonly type: 'scene.removed'; readonly scene: SceneId }
  | { readonly type: 'scene.moved'; readonly scene: SceneId; readonly position: Position }
  | { readonly type: 'scene.retitled'; readonly scene: SceneId; readonly title: string }
  | { readonly type: 'scene.rewritten'; readonly scene: SceneId; readonly text: string }
  | { readonly type: 'scene.image_set'; readonly scene: SceneId; readonly image: string }
  | { readonly type: 'scene.alt_set'; readonly scene: SceneId; readonly alt: string }
  | { readonly type: 'scene.ending_set'; readonly scene: SceneId; readonly ending: Ending | null }
  | { readonly type: 'scene.noted'; readonly scene: SceneId; readonly notes: string }
  | { readonly type: 'scene.tagged'; readonly scene: SceneId; readonly tags: readonly string[] }

interface OfOption {
  readonly scene: SceneId
  readonly option: OptionId
}

export type OptionEdit =
  /** Placed before the option now at `index`, or last when there are fewer. */
  | { readonly type: 'option.added'; readonly scene: SceneId; readonly option: Option; readonly index: number }
  | ({ readonly type: 'option.removed' } & OfOption)
  /** The named options come first, in this order; any not named follow as they stood. */
  | { readonly type: 'option.reordered'; readonly scene: SceneId; readonly order: readonly OptionId[] }
  | ({ readonly type: 'option.relabelled'; readonly label: string } & OfOption)
  | ({ readonly type: 'option.retargeted'; readonly target: SceneId | null } & OfOption)
  | ({ readonly type: 'option.condition_set'; readonly condition: Condition | null } & OfOption)
  | ({ readonly type: 'option.effects_set'; readonly effects: readonly Effect[] } & OfOption)
  | ({ readonly type: 'option.hotspot_set'; readonly hotspot: Hotspot | null } & OfOption)
  | ({ readonly type: 'option.lock_set'; readonly when_locked: WhenLocked } & OfOption)
  | ({ readonly type: 'option.hint_set'; readonly hint: string } & OfOption)

export type VariableEdit =
  | { readonly type: 'variable.added'; readonly name: VariableName; readonly variable: Variable }
  | { readonly type: 'variable.removed'; readonly name: VariableName }
  | { readonly type: 'variable.changed'; readonly name: VariableName; readonly variable: Variable }

export type GroupEdit =
  | { readonly type: 'group.added'; readonly group: Group }
  | { readonly type: 'group.removed'; readonly group: GroupId }
  | GroupFieldEdit
  /**
   * The group of that id is now this one, whole. Once the only way to change a group, it stands in histories and among
   * edits kept in browsers; nothing writes it now.
   */
  | { readonly type: 'group.changed'; readonly group: Group }

export type GroupFieldEdit =
  | { readonly type: 'group.retitled'; readonly group: GroupId; readonly title: string }
  | { readonly type: 'group.rewritten'; readonly group: GroupId; readonly text: string }
  | { readonly type: 'group.recoloured'; readonly group: GroupId; readonly colour: string }
  /** The scenes in it stay. */
  | { readonly type: 'group.moved'; readonly group: GroupId; readonly position: Position }
  | { readonly type: 'group.resized'; readonly group: GroupId; readonly size: Size }

/** Every change a draft can undergo. */
export type Edit = StoryEdit | SceneEdit | OptionEdit | VariableEdit | GroupEdit

/** An edit as a client sends it: `id` is a UUID it made, `base` the draft's revision it knew. */
export interface SentEdit {
  readonly id: string
  readonly base: number
  readonly edit: Edit
  /** What the creator did, of which the edit is a part; without one it is the edit alone. */
  readonly action?: string
  /** The action of theirs that the edit takes back (see `undoing.ts`). */
  readonly undoes?: string | null
}

export { apply, applyAll, EditRefused, together } from './apply'
export { inverse } from './inverse'
export { existencesAbove, isBeneath, keys } from './keys'
