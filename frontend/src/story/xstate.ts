/** Running a StoryMachine with XState v5: the guard and the actions it names, made of the rules. */
import { assign, setup, type AnyStateMachine } from 'xstate'
import { machineContext, type StoryMachine } from './machine'
import type { Condition, Effect, SceneId, Value, VariableName } from './model'
import { applyEffects, conditionHolds, type Context } from './rules'

/** What the running machine remembers: the variables by name, and the scenes visited under a name none can have. */
export interface PreviewContext {
  readonly $visited: Set<SceneId>
  readonly [variable: string]: unknown
}

/** The event by which a variable is given a value from outside the story; no option's id begins like this. */
export const SET_VARIABLE = '$set'

interface SetVariable {
  readonly type: typeof SET_VARIABLE
  readonly name: VariableName
  readonly value: Value
}

const story = setup({
  types: { context: {} as PreviewContext, events: {} as SetVariable | { readonly type: string } },
  guards: {
    condition: ({ context }, condition: Condition) => conditionHolds(condition, variables(context), context.$visited),
  },
  actions: {
    effect: assign(({ context }, effect: Effect) => applyEffects([effect], variables(context)).after),
    [SET_VARIABLE]: assign(({ event }) => ('name' in event ? { [event.name]: event.value } : {})),
    // In place, because a copy on every step would cost what was visited so far.
    visit: ({ context }, { scene }: { readonly scene: SceneId }) => void context.$visited.add(scene),
  },
})

/** The machine, ready for `createActor`; an option's id is the event that takes it. Every actor has its own context. */
export function previewMachine(machine: StoryMachine): AnyStateMachine {
  const context = () => ({ ...machineContext(machine), $visited: new Set<SceneId>() })
  return story.createMachine({ ...machine, context, on: { [SET_VARIABLE]: { actions: SET_VARIABLE } } })
}

function variables({ $visited: _, ...held }: PreviewContext): Context {
  return held as Context // everything but $visited is a variable, and the rules keep those Values
}
