/**
 * Compiling a story into the `StoryMachine`: an XState v5 configuration.
 *
 * A scene is a state, an option an event, an ending a final state. The guard `condition` and the actions `effect` and
 * `visit` go by name, with their data as parameters, so the machine holds no code; `xstate.ts` brings them.
 * `chalicelib/stories/machine.py` compiles the same bytes; `tests/vectors/machines.json` holds the two together.
 */
import { render } from './markdown'
import type {
  AssetId,
  Condition,
  Document,
  Effect,
  Ending,
  Hotspot,
  Option,
  OptionId,
  Scene,
  SceneId,
  Value,
  WhenLocked,
} from './model'
import { initialContext, type Context, type StepScene } from './rules'

/** The document's up to here; since then a machine counts for itself. */
const MACHINE_SCHEMA = 3

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
  /** Absent where there is none; schema 3 brought it. */
  readonly hint?: string
  /** In a chunk: the name of the chunk its target lies in, where that is another one. */
  readonly chunk?: SceneId
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
  readonly on?: Readonly<Record<OptionId, readonly MachineTransition[]>>
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
  /** Older ones are read as they are: what they lack may be absent from this one too. */
  readonly schema: 1 | 2 | 3
  readonly initial: SceneId
  readonly context: MachineContext
  readonly states: Readonly<Record<SceneId, MachineState>>
}

/** Which story and version a machine is of, and where it begins when that is not the story's start. */
export interface MachineOf {
  readonly storyId: string
  readonly version: number
  readonly start?: SceneId
}

/**
 * The document as an XState v5 configuration of plain JSON values.
 *
 * An option that leads nowhere has no transition. Throws RangeError if the start is not one of the scenes.
 */
export function compileMachine(
  document: Document,
  pictures: ReadonlyMap<AssetId, Picture>,
  { storyId, version, start = document.start ?? '' }: MachineOf,
): StoryMachine {
  if (!document.scenes.has(start)) throw new RangeError('a story without a start cannot be compiled')
  const states = [...document.scenes.values()].map((scene) => [scene.id, stateOf(scene, document, pictures)] as const)
  return {
    id: storyId,
    version: String(version),
    schema: MACHINE_SCHEMA,
    initial: start,
    context: { ...initialContext(document), $visited: {} },
    states: Object.fromEntries(states),
  }
}

/** What the machine's variables hold when a reader begins. */
export function machineContext(machine: StoryMachine): Context {
  return Object.fromEntries(
    Object.entries(machine.context).filter((entry): entry is [string, Value] => entry[0] !== '$visited'),
  )
}

/** What of a machine's scene decides a step, with how its options are drawn; undefined if it has no such scene. */
export function stepScene(
  machine: StoryMachine,
  id: SceneId,
): (StepScene & { options: readonly Option[] }) | undefined {
  const state = Object.hasOwn(machine.states, id) ? machine.states[id] : undefined
  if (!state) return undefined
  const { options, ending } = state.meta.scene
  return { ending, options: options.map((drawn) => stepOption(drawn, state)) }
}

/** Member by member, because what a spread object gets added lies apart from it, and a step has to fetch both. */
function stepOption({ id, label, when_locked, hotspot, hint = '' }: MachineOption, { on }: MachineState): Option {
  const transition = on && Object.hasOwn(on, id) ? on[id]?.[0] : undefined
  return {
    id,
    target: transition?.target ?? null,
    condition: transition?.guard?.params ?? null,
    effects: transition?.actions?.map(({ params }) => params) ?? UNCHANGING,
    label,
    when_locked,
    hotspot,
    hint,
  }
}

const UNCHANGING: readonly Effect[] = []

function stateOf(scene: Scene, document: Document, pictures: ReadonlyMap<AssetId, Picture>): MachineState {
  const options = scene.data.ending ? [] : scene.data.options
  const drawn = drawnScene(scene, options, pictures.get(scene.data.image) ?? null)
  const state: MachineState = { meta: { scene: drawn }, entry: [{ type: 'visit', params: { scene: scene.id } }] }
  if (scene.data.ending) return { type: 'final', ...state }
  // Backwards, so that of two options with one id the first stays, as in the rules.
  const on = options.toReversed().flatMap((option) => {
    const { target } = option
    return target !== null && document.scenes.has(target) ? [[option.id, [transition(option, target)]] as const] : []
  })
  return { ...state, on: Object.fromEntries(on) }
}

function drawnScene({ data }: Scene, options: readonly Option[], picture: Picture | null): MachineScene {
  const drawn = options.map(({ id, label, when_locked, hotspot, hint }) => ({
    id,
    label,
    when_locked,
    hotspot,
    ...(hint && { hint }),
  }))
  const { title, text, alt, ending } = data
  return { title, html: render(text), alt, picture, options: drawn, ending }
}

function transition({ condition, effects }: Option, target: SceneId): MachineTransition {
  return {
    target,
    ...(condition && { guard: { type: 'condition' as const, params: condition } }),
    ...(effects.length > 0 && { actions: effects.map((params) => ({ type: 'effect' as const, params })) }),
  }
}
