/**
 * Playing a story in XState, as a published one is. What was done is kept as steps, so that going back, and going on after
 * an edit, is playing them again.
 */
import { createActor, type AnyActor, type AnyMachineSnapshot } from 'xstate'
import { stepScene, type MachineScene, type StoryMachine } from '../../../story/machine'
import type { OptionId, SceneId, Value, VariableName } from '../../../story/model'
import { offeredOptions, type Context, type OfferedOption } from '../../../story/rules'
import { previewMachine, SET_VARIABLE, type PreviewContext } from '../../../story/xstate'

export type Step =
  | { readonly kind: 'taken'; readonly option: OptionId }
  | { readonly kind: 'set'; readonly name: VariableName; readonly value: Value }
  /** Standing in a scene as it was reached once, though no way leads there any more. */
  | { readonly kind: 'stood'; readonly scene: SceneId; readonly context: Context; readonly visited: readonly SceneId[] }

/** A scene on the way, and the option that led there; none at the beginning, and where one merely stands. */
export interface Stop {
  readonly scene: SceneId
  readonly by: { readonly scene: SceneId; readonly option: OptionId } | null
}

/** A machine that runs. Stop it before it is let go. */
export class Playing {
  #actor: AnyActor
  readonly #path: Stop[]

  constructor(readonly machine: StoryMachine) {
    this.#actor = createActor(previewMachine(machine)).start()
    this.#path = [{ scene: this.scene, by: null }]
  }

  get scene(): SceneId {
    return String(this.#snapshot.value)
  }

  get path(): readonly Stop[] {
    return [...this.#path]
  }

  get context(): Context {
    const { $visited: _, ...variables } = this.#remembered
    return variables as Context
  }

  get visited(): ReadonlySet<SceneId> {
    return new Set(this.#remembered.$visited)
  }

  get shown(): MachineScene | null {
    return this.machine.states[this.scene]?.meta.scene ?? null
  }

  /** What the scene offers, hidden options left out. */
  get options(): readonly OfferedOption[] {
    const step = stepScene(this.machine, this.scene)
    const offered = step ? offeredOptions(step, this.context, this.visited) : []
    return offered.filter(({ shown }) => shown !== 'hidden')
  }

  /** Do one step; false where the story does not allow it. */
  do(step: Step): boolean {
    switch (step.kind) {
      case 'taken':
        return this.#take(step.option)
      case 'set':
        return this.#set(step.name, step.value)
      case 'stood':
        return this.#stand(step)
      default:
        return step satisfies never
    }
  }

  stop(): void {
    this.#actor.stop()
  }

  get #snapshot(): AnyMachineSnapshot {
    return this.#actor.getSnapshot() as AnyMachineSnapshot
  }

  get #remembered(): PreviewContext {
    return this.#snapshot.context as PreviewContext
  }

  #take(option: OptionId): boolean {
    const [event, from] = [{ type: option }, this.scene]
    if (!this.#snapshot.can(event)) return false
    this.#actor.send(event)
    this.#path.push({ scene: this.scene, by: { scene: from, option } })
    return true
  }

  /** A value of another type than the variable's is refused, and so is any once the story has ended. */
  #set(name: VariableName, value: Value): boolean {
    if (name.startsWith('$') || typeof this.#remembered[name] !== typeof value) return false
    if (this.#snapshot.status !== 'active') return false
    const event = { type: SET_VARIABLE, name, value }
    this.#actor.send(event)
    return true
  }

  #stand({ scene, context, visited }: Step & { kind: 'stood' }): boolean {
    if (!Object.hasOwn(this.machine.states, scene)) return false
    this.#actor.stop()
    const initial = { ...this.machine.context, ...this.#known(context) }
    this.#actor = createActor(previewMachine({ ...this.machine, initial: scene, context: initial })).start()
    for (const one of visited) this.#remembered.$visited.add(one)
    this.#path.push({ scene, by: null })
    return true
  }

  /** What of it the story still remembers, in the same kind. */
  #known(context: Context): Context {
    return Object.fromEntries(
      Object.entries(context).filter(([name, value]) => typeof this.machine.context[name] === typeof value),
    )
  }
}

/** What became of one's place when the story changed: it is the same, is held without a way, or is gone. */
export type Kept = 'same' | 'held' | 'gone'

/** Play steps anew, as far as they are possible, and say how many were. A value that is refused counts for nothing. */
export function replay(machine: StoryMachine, steps: readonly Step[]): { playing: Playing; steps: readonly Step[] } {
  const playing = new Playing(machine)
  const done: Step[] = []
  for (const step of steps) {
    if (playing.do(step)) done.push(step)
    else if (step.kind !== 'set') break
  }
  return { playing, steps: done }
}

/** Play on after the story has changed: in the scene one was in, if there is one, however it is reached now. */
export function playOn(
  machine: StoryMachine,
  steps: readonly Step[],
  before: Playing,
): { playing: Playing; steps: readonly Step[]; kept: Kept } {
  const again = replay(machine, steps)
  const came = again.playing.scene === before.scene && moves(again.steps) === moves(steps)
  if (came) return { ...again, kept: 'same' }
  const visited = [...before.visited].filter((scene) => Object.hasOwn(machine.states, scene))
  const stood: Step = { kind: 'stood', scene: before.scene, context: before.context, visited }
  if (!again.playing.do(stood)) return { ...again, kept: 'gone' }
  return { playing: again.playing, steps: [...again.steps, stood], kept: 'held' }
}

/** The steps without the last one that went somewhere, and without what was set after it. */
export function stepsBack(steps: readonly Step[]): readonly Step[] {
  return steps.slice(
    0,
    Math.max(
      0,
      steps.findLastIndex(({ kind }) => kind !== 'set'),
    ),
  )
}

function moves(steps: readonly Step[]): number {
  return steps.filter(({ kind }) => kind !== 'set').length
}
