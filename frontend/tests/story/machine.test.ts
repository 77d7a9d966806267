import { describe, expect, it } from 'vitest'
import { createActor, type AnyActorRef } from 'xstate'
import {
  canonical,
  compileMachine,
  initialContext,
  machineContext,
  offeredOptions,
  parseDocument,
  previewMachine,
  render,
  startRun,
  stepScene,
  takeStep,
  type Context,
  type Document,
  type Picture,
  type StoryMachine,
} from '../../src/story'
import { dice, pick, vectors } from './vectors'

interface Compiled {
  readonly name: string
  readonly document: unknown
  readonly pictures: Record<string, Picture>
  readonly story: string
  readonly version: number
  readonly canonical: string
}
interface Walk {
  readonly seed: number
  readonly document: unknown
  readonly steps: readonly { scene: string; context: Context; offers: [string, string][]; take?: string }[]
  readonly visited: readonly string[]
}
const walks = vectors<Walk[]>('walks')

describe('compileMachine', () => {
  it.each(vectors<Compiled[]>('machines'))('makes the same bytes: $name', (given) => {
    const pictures = new Map(Object.entries(given.pictures))
    const machine = compileMachine(parseDocument(given.document), pictures, {
      storyId: given.story,
      version: given.version,
    })
    expect(canonical(machine)).toBe(given.canonical)
    expect(() => createActor(previewMachine(machine)).start()).not.toThrow()
  })

  it('begins where it is told to, and nowhere else', () => {
    const document = parseDocument(walks[0]?.document)
    const of = { storyId: 's', version: 1 }
    expect(compileMachine(document, new Map(), { ...of, start: 'end' }).initial).toBe('end')
    expect(() => compileMachine(document, new Map(), { ...of, start: 'gone' })).toThrow(RangeError)
    expect(() => compileMachine({ ...document, start: null }, new Map(), of)).toThrow(RangeError)
  })

  it('knows no scene called like a method', () => {
    expect(stepScene(compiled(parseDocument(walks[0]?.document)), 'hasOwnProperty')).toBeUndefined()
  })
})

it.each(vectors<{ text: string; html: string }[]>('markdown'))('renders $text', ({ text, html }) => {
  expect(render(text)).toBe(html)
})

function compiled(document: Document): StoryMachine {
  return compileMachine(document, new Map(), { storyId: 's', version: 1 })
}

/** What XState offers and holds just now, told as the rules tell it. */
function seenBy(actor: AnyActorRef, machine: StoryMachine) {
  const snapshot = actor.getSnapshot() as {
    value: string
    context: Record<string, unknown> & { $visited: Set<string> }
    can(event: { type: string }): boolean
  }
  const { $visited, ...context } = snapshot.context
  const options = stepScene(machine, snapshot.value)?.options ?? []
  const offered = options.filter(({ id }) => snapshot.can({ type: id })).map(({ id }) => id)
  return { scene: snapshot.value, context, visited: [...$visited].sort(), offered }
}

describe('a recorded walk', () => {
  it.each(walks)('is walked the same by XState and by the rules: $seed', ({ document: written, steps, visited }) => {
    const document = parseDocument(written)
    const machine = compiled(document)
    const actor = createActor(previewMachine(machine)).start()
    const run = startRun(machine.initial, initialContext(document))
    for (const step of steps) {
      const scene = stepScene(machine, run.scene) ?? { options: [], ending: null }
      const offers = offeredOptions(scene, run.context, run.visited)
      expect(offers.map(({ option, shown }) => [option.id, shown])).toEqual(step.offers)
      expect({ scene: run.scene, context: run.context }).toEqual({ scene: step.scene, context: step.context })
      const offered = step.offers.filter(([, shown]) => shown === 'offered').map(([id]) => id)
      const seen = { scene: step.scene, context: step.context, offered }
      expect(seenBy(actor, machine)).toMatchObject(seen)
      if (step.take === undefined) continue
      takeStep({ get: (id) => document.scenes.get(id)?.data }, run, step.take)
      actor.send({ type: step.take })
    }
    expect([...run.visited].sort()).toEqual(visited)
    expect(seenBy(actor, machine).visited).toEqual(visited)
  })
})

describe('a walk of its own', () => {
  it('takes XState and the rules the same way, 200 times', () => {
    let taken = 0
    for (let seed = 0; seed < 200; seed += 1) {
      const roll = dice(seed)
      const document = parseDocument(pick(roll, walks)?.document)
      const machine = compiled(document)
      const actor = createActor(previewMachine(machine)).start()
      const run = startRun(machine.initial, machineContext(machine))
      const scenes = { get: (id: string) => stepScene(machine, id) }
      for (let step = 0; step < 20; step += 1) {
        const here = scenes.get(run.scene) ?? { options: [], ending: null }
        const offers = offeredOptions(here, run.context, run.visited)
        const offered = offers.filter(({ shown }) => shown === 'offered').map(({ option }) => option.id)
        const { scene, context, visited } = { ...run, visited: [...run.visited].sort() }
        expect(seenBy(actor, machine)).toEqual({ scene, context, visited, offered })
        const next = pick(roll, here.options)?.id
        if (next === undefined) break
        // What is not offered is sent too: XState must stay where it is.
        actor.send({ type: next })
        if (offered.includes(next)) {
          takeStep(scenes, run, next)
          taken += 1
        }
      }
    }
    expect(taken).toBeGreaterThan(500)
  })

  it('starts afresh with every actor', () => {
    const machine = previewMachine(compiled(parseDocument(walks[0]?.document)))
    const visited = () => createActor(machine).start().getSnapshot().context as { $visited: Set<string> }
    visited().$visited.add('elsewhere')
    expect([...visited().$visited]).toEqual(['a'])
  })
})
