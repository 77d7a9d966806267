import { describe, expect, it } from 'vitest'
import {
  applyEffects,
  conditionHolds,
  dumpRun,
  fillIn,
  initialContext,
  loadRun,
  offeredOptions,
  parseDocument,
  rewind,
  startRun,
  takeStep,
  type Condition,
  type Context,
  type Document,
  type Effect,
  type Run,
  type TrailEntry,
} from '../../src/story'
import { vectors } from './vectors'

const conditions =
  vectors<{ condition: Condition | null; context: Context; visited: string[]; holds: boolean }[]>('conditions')
const effects = vectors<{ effects: Effect[]; context: Context; after: Context; before: Context }[]>('effects')

interface Move {
  readonly take?: string
  readonly rewind?: number
  readonly refused?: string
  readonly entry?: Partial<TrailEntry>
  readonly then?: unknown
}
const steps = vectors<{
  document: unknown
  runs: { name: string; moves: Move[] }[]
  offers: { scene: string; context: Context; visited: string[]; offers: [string, string][] }[]
}>('steps')
const story = parseDocument(steps.document)

function scenesOf(document: Document) {
  return { get: (id: string) => document.scenes.get(id)?.data }
}

it.each(conditions)('condition $condition with $context is $holds', ({ condition, context, visited, holds }) => {
  expect(conditionHolds(condition, context, new Set(visited))).toBe(holds)
})

it.each(effects)('effects $effects on $context', ({ effects, context, after, before }) => {
  const given = { ...context }
  expect(applyEffects(effects, given)).toEqual({ after, before })
  expect(given).toEqual(context)
})

describe('a run', () => {
  function move(run: Run, { take, rewind: depth }: Move): TrailEntry | undefined {
    if (depth !== undefined) rewind(run, depth)
    return take === undefined ? undefined : takeStep(scenesOf(story), run, take)
  }

  it.each(steps.runs)('$name', ({ moves }) => {
    let run = startRun('a', initialContext(story))
    for (const step of moves) {
      if (step.refused) {
        const before = structuredClone(dumpRun(run))
        expect(() => move(run, step)).toThrow(expect.objectContaining({ name: step.refused }))
        expect(dumpRun(run)).toEqual(before)
        continue
      }
      const entry = move(run, step)
      const { scene, context, visited } = dumpRun(run)
      expect({ scene, context, visited, depth: run.trail.length }).toEqual(step.then)
      if (entry) expect({ before: entry.before, first: entry.first }).toEqual(step.entry)
      run = loadRun(structuredClone(dumpRun(run)))
    }
  })

  it.each(steps.offers)('in $scene with $context after $visited', ({ scene, context, visited, offers }) => {
    const data = story.scenes.get(scene)?.data ?? { options: [], ending: null }
    const offered = offeredOptions(data, context, new Set(visited))
    expect(offered.map(({ option, shown }) => [option.id, shown])).toEqual(offers)
  })

  it('ends in an error, not on a missing scene', () => {
    expect(() => takeStep(new Map(), startRun('constructor', {}), 'x')).toThrow('does not offer')
  })
})

describe('fillIn', () => {
  const context = { n: 1.5, s: 'ada {n}', b: true, big: 1e21, whole: 3, html: '<b>' }
  it.each([
    ['{n} of {s}, {b}', '1.5 of ada {n}, true'],
    ['{unknown} {constructor} {}', '{unknown} {constructor} {}'],
    ['{big} {whole}{whole}', '1e+21 33'],
    ['{html}', '<b>'],
  ])('makes of %s %s', (text, filled) => {
    expect(fillIn(text, context)).toBe(filled)
  })
})
