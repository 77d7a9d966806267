import { expect, it } from 'vitest'
import {
  findProblems,
  newDocument,
  newOption,
  newScene,
  parseDocument,
  type AssetState,
  type Problem,
  type Scene,
} from '../../src/story'
import { vectors } from './vectors'

interface Found {
  readonly name: string
  readonly document: unknown
  readonly assets: Record<string, AssetState>
  readonly problems: Problem[]
}

it.each(vectors<Found[]>('problems'))('$name', ({ document, assets, problems }) => {
  expect(findProblems(parseDocument(document), new Map(Object.entries(assets)))).toEqual(problems)
})

it('takes well under a second for 10,000 scenes', () => {
  const scene = (id: string, ...targets: string[]): Scene => {
    const empty = newScene(id, { x: 0, y: 0 })
    const options = targets.map((target) => newOption(target, '{coins}', target))
    return { ...empty, data: { ...empty.data, text: '{coins} '.repeat(20), options } }
  }
  const numbers = Array.from({ length: 4_999 }, (_, at) => at)
  const ends = ['s4999', 'last'].map((id) => scene(id, 'last'))
  const scenes = [...numbers.flatMap((at) => [scene(`s${at}`, `s${at + 1}`, `d${at}`), scene(`d${at}`)]), ...ends]
  const document = { ...newDocument('Long'), start: 's0', scenes: new Map(scenes.map((one) => [one.id, one])) }
  // Of the processor's time, which other programs do not change as they do the clock's.
  const began = process.cpuUsage()
  const problems = findProblems(document, new Map())
  expect(process.cpuUsage(began).user).toBeLessThan(1_000_000)
  expect(problems.filter(({ code }) => code === 'dead-end')).toHaveLength(4_999)
})
