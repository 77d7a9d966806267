/** Running a StoryMachine with XState v5: the guard and the actions it names, made of the rules. */
import { assign, setup, type AnyStateMachine } from 'xstate'
import { machineContext, type StoryMachine } from './machine'
import type { Condition, Effect, SceneId } from './model'
import { applyEffects, conditionHolds, type Context } from './rules'

/** What the running machine remembers: the variables by name, and the scenes visited under a name none can have. */
export interface PreviewContext {
  readonly $visited: Set<SceneId>
  readonly [variable: string]: unknown
}

const story = setup({
  types: { context: {} as PreviewContext },
  guards: {
    condition: ({ context }, condition: Condition) => conditionHolds(condition, variables(context), context.$visited),
  },
  actions: {
    effect: assign(({ context }, effect: Effect) => applyEffects([effect], variables(context)).after),
    // In place, because a copy on every step would cost what was visited so far.
    visit: ({ context }, { scene }: { readonly scene: SceneId }) => void context.$visited.add(scene),
  },
})

/** The machine, ready for `createActor`; an option's id is the event that takes it. Every actor has its own context. */
export function previewMachine(machine: StoryMachine): AnyStateMachine {
  const context = () => ({ ...machineContext(machine), $visited: new Set<SceneId>() })
  return story.createMachine({ ...machine, context })
}

function variables({ $visited: _, ...held }: PreviewContext): Context {
  return held as Context // everything but $visited is a variable, and the rules keep those Values
}
