/** The compiled machine, made ready for reading: scenes by id, each with what the rules ask of it. */
import type { MachineState, Picture, StoryMachine } from '../story/machine'
import type { Ending, Hotspot, SceneId, WhenLocked } from '../story/model'
import { loadRun, type Context, type Run, type StepOption, type StoredRun } from '../story/rules'

export interface ReaderOption extends StepOption {
  readonly label: string
  readonly when_locked: WhenLocked
  readonly hotspot: Hotspot | null
}

export interface ReaderScene {
  readonly id: SceneId
  readonly title: string
  readonly html: string
  readonly alt: string
  readonly picture: Picture | null
  readonly options: readonly ReaderOption[]
  readonly ending: Ending | null
}

/** A story under the reader's eyes. */
export interface Story {
  readonly initial: SceneId
  readonly context: Context
  readonly scenes: ReadonlyMap<SceneId, ReaderScene>
  /** How many endings there are to find. */
  readonly endings: number
}

/** Read a machine; its states become a Map, because ids such as `constructor` are legal. */
export function readMachine(machine: StoryMachine): Story {
  const scenes = new Map(Object.entries(machine.states).map(([id, state]) => [id, readState(id, state)]))
  const { $visited: _, ...context } = machine.context
  const endings = [...scenes.values()].filter((scene) => scene.ending).length
  return { initial: machine.initial, context: context as Context, scenes, endings }
}

function readState(id: SceneId, state: MachineState): ReaderScene {
  const { title, html, alt, picture, options, ending } = state.meta.scene
  const ready = options.flatMap((option): ReaderOption[] => {
    const transition = state.on?.[option.id]?.[0]
    if (!transition) return []
    const condition = transition.guard?.params ?? null
    const effects = transition.actions?.map((action) => action.params) ?? []
    const { id, label, when_locked, hotspot } = option
    // Not a spread: what is added to one lies apart from it, and every step would have to fetch both.
    return [{ id, label, when_locked, hotspot, target: transition.target, condition, effects }]
  })
  return { id, title, html, alt, picture, options: ready, ending }
}

/** The run an earlier visit kept, or undefined if it is not one of this story. */
export function readRun(value: unknown, story: Story): Run | undefined {
  const kept = value as Partial<StoredRun> | undefined
  if (!kept?.scene || !kept.context || !Array.isArray(kept.visited) || !Array.isArray(kept.trail)) return undefined
  const run = loadRun(kept as StoredRun)
  return [run.scene, ...run.trail.map(({ scene }) => scene)].every((id) => story.scenes.has(id)) ? run : undefined
}
