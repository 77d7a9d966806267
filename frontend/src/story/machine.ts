/** Compiling a story into the `StoryMachine`: an XState v5 configuration. Mirrors `chalicelib/stories/machine.py`. */
import type { Condition, Effect, Ending, Hotspot, OptionId, SceneId, Value, WhenLocked } from './model'

export interface PictureFile {
  readonly url: string
  /** Pixels. */
  readonly width: number
}

/** A picture in one format, smallest size first. */
export interface PictureSource {
  readonly type: 'image/avif' | 'image/webp' | 'image/jpeg'
  readonly srcset: readonly PictureFile[]
}

/** A published picture, as a `<picture>` element needs it. */
export interface Picture {
  /** The formats, best first; the last is JPEG. */
  readonly sources: readonly PictureSource[]
  /** Of the largest size, in pixels. */
  readonly width: number
  readonly height: number
  /** A tiny picture as a data: address, to stand there until the first file has come. */
  readonly placeholder: string
}

/** An option as a page draws it. */
export interface MachineOption {
  readonly id: OptionId
  readonly label: string
  readonly when_locked: WhenLocked
  readonly hotspot: Hotspot | null
}

/** A scene as a page draws it. */
export interface MachineScene {
  readonly title: string
  /** Safe HTML; `{name}` placeholders stand in its text nodes. */
  readonly html: string
  readonly alt: string
  readonly picture: Picture | null
  readonly options: readonly MachineOption[]
  readonly ending: Ending | null
}

/** XState's transition of one option. */
export interface MachineTransition {
  readonly target: SceneId
  readonly guard?: { readonly type: 'condition'; readonly params: Condition }
  readonly actions?: readonly { readonly type: 'effect'; readonly params: Effect }[]
}

/** XState's state of one scene; an ending is final and has no `on`. */
export interface MachineState {
  readonly type?: 'final'
  readonly meta: { readonly scene: MachineScene }
  readonly entry: readonly [{ readonly type: 'visit'; readonly params: { readonly scene: SceneId } }]
  readonly on?: Readonly<Record<OptionId, readonly [MachineTransition]>>
}

/** The variables' initial values, and the scenes visited under a name no variable can have. */
export type MachineContext = Readonly<Record<string, Value | Readonly<Record<SceneId, true>>>> & {
  readonly $visited: Readonly<Record<SceneId, true>>
}

/** A published story: what `createMachine` of XState v5 takes as it is, but for guards and actions by name. */
export interface StoryMachine {
  /** The story's id. */
  readonly id: string
  /** The version's number, in decimal. */
  readonly version: string
  readonly schema: 1
  readonly initial: SceneId
  readonly context: MachineContext
  readonly states: Readonly<Record<SceneId, MachineState>>
}
