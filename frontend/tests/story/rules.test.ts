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
  parseScene,
  rewind,
  startRun,
  takeStep,
  type Context,
  type Document,
  type Option,
  type Run,
  type TrailEntry,
} from '../../src/story'
import { vectors } from './vectors'

type Json = Record<string, unknown>

const OPERATORS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge']

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
  offers: [scene: string, context: Context, visited: string[], offers: [string, string][]][]
}>('steps')
const story = parseDocument(steps.document)

function scenesOf(document: Document) {
  return { get: (id: string) => document.scenes.get(id)?.data }
}

/** Condition and effects as a document has them, read from JSON. */
function read(condition: unknown, effects: unknown): Pick<Option, 'condition' | 'effects'> {
  const option = {
    id: 'o',
    label: '',
    target: null,
    condition,
    effects,
    hotspot: null,
    when_locked: 'hidden',
    hint: '',
  }
  const data = { title: '', text: '', image: '', alt: '', options: [option], ending: null, notes: '', tags: [] }
  const scene = parseScene({ id: 's', type: 'scene', position: { x: 0, y: 0 }, data })
  return scene.data.options[0] ?? expect.unreachable()
}

/** Values as a document has them: never −0. */
function readContext(context: object): Context {
  const entries = Object.entries(context)
  const effects = entries.map(([, to]: [string, unknown]) => ({ set: 'v', to }))
  const held = read(null, effects).effects.map((effect) => ('to' in effect ? effect.to : expect.unreachable()))
  return Object.fromEntries(entries.map(([name], at) => [name, held[at] ?? expect.unreachable()]))
}

it('compares every value to every other', () => {
  const rows = vectors<[held: unknown, value: unknown, holding: string][]>('comparisons')
  const wrong = rows.flatMap(([held, value, holding]) => {
    const context = held === null ? {} : readContext({ v: held })
    return OPERATORS.filter((is) => {
      const holds = conditionHolds(read({ var: 'v', is, value }, []).condition, context, new Set())
      return holds !== holding.split(' ').includes(is)
    }).map((is) => [held, is, value])
  })
  expect(wrong).toEqual([])
  expect(rows.length * OPERATORS.length).toBeGreaterThan(15_000)
})

it('holds every condition for true that is', () => {
  const table = vectors<{
    rows: [condition: unknown, context: Json, visited: string[], holds: boolean][]
    nested: [condition: unknown, holds: boolean][]
    context: Json
    visited: string[]
  }>('conditions')
  const nested = table.nested.map(([written, holds]) => [written, table.context, table.visited, holds] as const)
  const rows = [...table.rows, ...nested]
  const wrong = rows.filter(
    ([written, context, visited, holds]) =>
      conditionHolds(read(written, []).condition, readContext(context), new Set(visited)) !== holds,
  )
  expect(wrong).toEqual([])
  expect(rows.length).toBeGreaterThan(1_500)
})

describe('effects', () => {
  type Row = readonly [effects: unknown[], context: Json, after: Json, before: Json]
  const table = vectors<{ rows: Row[]; changes: [kind: string, held: unknown, operand: unknown, after: unknown][] }>(
    'effects',
  )

  it('make of a context what they say, and nothing else', () => {
    const changes = table.changes.map(([kind, held, operand, after]): Row => {
      const effect = { [kind]: 'v', ...(kind === 'set' && { to: operand }), ...(kind === 'add' && { by: operand }) }
      return [[effect], { v: held }, { v: after }, Object.is(held, after) ? {} : { v: held }]
    })
    const rows = [...table.rows, ...changes]
    for (const [written, held, after, before] of rows) {
      const context = readContext(held)
      const told = JSON.stringify([written, held])
      expect(applyEffects(read(null, written).effects, context), told).toEqual({
        after: readContext(after),
        before: readContext(before),
      })
      expect(context, told).toEqual(readContext(held))
    }
    expect(rows.length).toBeGreaterThan(2_500)
  })
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

  it('is offered what it may take', () => {
    for (const [scene, context, visited, offers] of steps.offers) {
      const offered = offeredOptions(scenesOf(story).get(scene) ?? expect.unreachable(), context, new Set(visited))
      const told = JSON.stringify([scene, context, visited])
      expect(
        offered.map(({ option, shown }) => [option.id, shown]),
        told,
      ).toEqual(offers)
    }
  })

  it('goes around the ring as counting says', () => {
    const ring = vectors<{
      document: unknown
      around: string[]
      runs: [move: string | number, ...then: unknown[]][][]
    }>('ring')
    const document = parseDocument(ring.document)
    for (const moves of ring.runs) {
      const run = startRun(document.start ?? '', initialContext(document))
      for (const [move, scene, walked, lit, said, seen, depth] of moves) {
        const before = structuredClone(dumpRun(run))
        const go = () => void (typeof move === 'number' ? rewind(run, move) : takeStep(scenesOf(document), run, move))
        if (scene === null) {
          expect(go).toThrow()
          expect(dumpRun(run)).toEqual(before)
          continue
        }
        go()
        const context = { walked, lit, said, laps: 2 ** 53, hasOwnProperty: 'kept' }
        const visited = new Set(ring.around.slice(0, Number(seen)))
        expect({ ...run, trail: run.trail.length }).toEqual({ scene, context, visited, trail: depth })
      }
    }
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
