/** A story's problems after an edit: the same list as a check of the whole story gives. */
import { describe, expect, it } from 'vitest'
import {
  apply,
  Checker,
  EditRefused,
  findProblems,
  newDocument,
  newOption,
  newScene,
  parseDocument,
  STRUCTURAL_CODES,
  type AssetState,
  type Condition,
  type Document,
  type Edit,
  type Effect,
  type Option,
  type Problem,
  type Scene,
  type Variable,
} from '../../src/story'
import { dice, pick, vectors } from './vectors'

type Roll = () => number
type Assets = ReadonlyMap<string, AssetState>

const READY: Assets = new Map([['pic', 'ready']])
const FEW = Array.from({ length: 10 }, (_, at) => `s${at}`) as [string, ...string[]]
const ENDING = { name: 'End', link: null }

interface Recheck {
  readonly name: string
  readonly document: unknown
  readonly assets: Record<string, AssetState>
  readonly edit: Edit
}

it.each(vectors<Recheck[]>('rechecks'))('finds in other scenes: $name', ({ document, assets, edit }) => {
  const before = parseDocument(document)
  const pictures = new Map(Object.entries(assets))
  const checker = new Checker(before, pictures)
  const told = checker.problems()
  const after = apply(before, edit)
  checker.recheck(after)
  expect(checker.problems()).toEqual(findProblems(after, pictures))
  expect(checker.problems()).not.toEqual(told)
})

it('has a vector for every kind of problem', () => {
  const found = vectors<{ problems: Problem[] }[]>('problems').flatMap(({ problems }) => problems)
  expect(new Set(found.map(({ code }) => code))).toEqual(STRUCTURAL_CODES)
})

describe('any edits', () => {
  it.each([1, 2, 3, 4, 5, 6])('of every kind, by seed %i', (seed) => {
    const { document, cases } = vectors<{ document: unknown; cases: { edit: Edit; inverse: Edit }[] }>('edits')
    const edits = cases.flatMap(({ edit, inverse }) => [edit, inverse]) as [Edit, ...Edit[]]
    expect(follow(parseDocument(document), seed, 400, (roll) => pick(roll, edits))).toBeGreaterThan(100)
  })

  it.each(Array.from({ length: 20 }, (_, seed) => seed))('that tell, by seed %i', (seed) => {
    const roll = dice(seed)
    const scenes = FEW.map((id) => looseScene(roll, id))
    const variables: [string, Variable][] = [
      ['n', { type: 'number', initial: 0 }],
      ['b', { type: 'boolean', initial: false }],
    ]
    const story = { ...newDocument('Loose'), start: 's0', variables: new Map(variables), scenes: byId(scenes) }
    expect(follow(story, seed, 100, tellingEdit)).toBeGreaterThan(30)
  })

  it('may be pictures', () => {
    const story = { ...newDocument('Pictures'), scenes: byId(FEW.map((id) => looseScene(dice(1), id))) }
    const checker = new Checker(story, new Map())
    for (const state of ['granted', 'processing', 'large', 'failed', 'ready'] as const) {
      const assets: Assets = new Map([['pic', state]])
      checker.recheck(story, assets)
      expect(checker.problems()).toEqual(findProblems(story, assets))
    }
  })
})

it('checks a typical edit of 10,000 scenes within milliseconds', () => {
  const roll = dice(1)
  const ids = Array.from({ length: 10_000 }, (_, at) => `s${at}`)
  const target = (at: number) => ids[Math.floor(at / 3 + roll() * 5_000) % ids.length] ?? null
  const scenes = ids.map((id, at): Scene => {
    const options = [1, 2, 3].slice(0, 2 + (at % 2)).map((way) => newOption(`o${way}`, 'Go', target(at)))
    const scene = looseScene(roll, id)
    return { ...scene, data: { ...scene.data, text: 'Words. '.repeat(60), options, ending: at % 50 ? null : ENDING } }
  })
  let story: Document = { ...newDocument('Big'), start: 's1', scenes: byId(scenes) }
  const checker = new Checker(story, READY)
  const taken: number[] = []
  for (let at = 0; at < 90; at += 1) {
    const scene = pick(roll, ids) ?? ''
    const edits: [Edit, ...Edit[]] = [
      { type: 'scene.retitled', scene, title: `Title ${at}` },
      { type: 'option.retargeted', scene, option: 'o1', target: target(at) },
      { type: 'option.condition_set', scene, option: 'o2', condition: { visited: scene } },
    ]
    story = apply(story, edits[at % 3] as Edit)
    const began = process.cpuUsage()
    checker.recheck(story)
    checker.problems()
    taken.push(process.cpuUsage(began).user)
  }
  expect(checker.problems()).toEqual(findProblems(story, READY))
  expect(taken.sort((one, other) => one - other)[45]).toBeLessThan(5_000)
})

/** Check the story after each of so many edits that apply; how many did. */
function follow(story: Document, seed: number, rounds: number, edit: (roll: Roll) => Edit): number {
  const roll = dice(seed)
  const checker = new Checker(story, READY)
  let [now, stood] = [story, 0]
  for (let at = 0; at < rounds; at += 1) {
    try {
      now = apply(now, edit(roll))
    } catch (refusal) {
      expect(refusal).toBeInstanceOf(EditRefused)
      continue
    }
    stood += 1
    checker.recheck(now)
    expect(checker.problems()).toEqual(findProblems(now, READY))
  }
  return stood
}

/** An edit that changes what is reached, saved, asked for or changed. */
function tellingEdit(roll: Roll): Edit {
  const at = { scene: pick(roll, FEW), option: `o${Math.floor(roll() * 3)}` }
  const variables: [Variable, ...Variable[]] = [
    { type: 'number', initial: Math.floor(roll() * 3) },
    { type: 'boolean', initial: true },
  ]
  return pick<Edit>(roll, [
    { type: 'option.retargeted', ...at, target: pick(roll, FEW) },
    { type: 'option.retargeted', ...at, target: pick(roll, FEW) },
    { type: 'option.condition_set', ...at, condition: condition(roll) },
    { type: 'option.effects_set', ...at, effects: effects(roll) },
    { type: 'scene.ending_set', scene: at.scene, ending: pick(roll, [null, ENDING]) },
    { type: 'scene.removed', scene: at.scene },
    { type: 'scene.added', scene: looseScene(roll, at.scene) },
    { type: 'story.start_set', start: at.scene },
    { type: 'variable.changed', name: pick(roll, ['n', 'b']), variable: pick(roll, variables) },
  ])
}

/** A scene with few ways on, so that one option makes the difference between reached and not, or saved and not. */
function looseScene(roll: Roll, id: string): Scene {
  const scene = newScene(id, { x: 0, y: 0 }, id)
  const options = ['o0', 'o1', 'o2'].slice(0, Math.floor(roll() * 4)).map((option): Option => ({
    ...newOption(option, '', pick(roll, FEW)),
    condition: condition(roll),
    effects: effects(roll),
  }))
  const ending = roll() < 0.2 ? ENDING : null
  const text = pick(roll, ['', '', '{n}'])
  return { ...scene, data: { ...scene.data, text, image: 'pic', alt: 'A picture', options, ending } }
}

function condition(roll: Roll): Condition | null {
  const asked = pick<Condition>(roll, [
    { visited: pick(roll, FEW) },
    { var: 'n', is: 'ge', value: Math.floor(roll() * 2) },
    { var: 'b', is: 'eq', value: true },
  ])
  return pick(roll, [null, asked, { not: asked }])
}

function effects(roll: Roll): readonly Effect[] {
  return pick<readonly Effect[]>(roll, [[], [], [], [{ add: 'n', by: 1 }], [{ toggle: 'b' }]])
}

function byId(scenes: readonly Scene[]): ReadonlyMap<string, Scene> {
  return new Map(scenes.map((scene) => [scene.id, scene]))
}
