import { describe, expect, it } from 'vitest'
import {
  apply,
  canonical,
  difference,
  documentJson,
  editsBetween,
  newOption,
  newScene,
  NotRepresentable,
  parseDocument,
  type Change,
  type Document,
  type Edit,
  type Scene,
  type Value,
} from '../../src/story'
import { dice, pick, replaced, vectors } from './vectors'

type Places = Readonly<Record<string, unknown>>

const { document, cases } = vectors<{
  document: unknown
  cases: { name: string; old: Places; new: Places; changes: Change[]; edits: Edit[] | null }[]
}>('differences')

function made(places: Places): Document {
  return parseDocument(Object.entries(places).reduce((held, [at, value]) => replaced(held, at, value), document))
}

function written(whole: Document): string {
  return canonical(documentJson(whole))
}

describe.each(cases)('$name', ({ old, new: now, changes, edits }) => {
  it('is told', () => {
    expect(difference(made(old), made(now))).toEqual(changes)
  })

  it('is reached by edits, or cannot be', () => {
    if (edits === null) {
      expect(() => editsBetween(made(old), made(now))).toThrow(NotRepresentable)
      return
    }
    expect(editsBetween(made(old), made(now))).toEqual(edits)
    expect(written(edits.reduce(apply, made(old)))).toEqual(written(made(now)))
  })
})

describe('any two documents', () => {
  const ids = ['a', 'b', 'c', 'constructor', 'x', 'y'] as const
  const values: [Value, ...Value[]] = [true, 1, '', '1']

  function some<T>(roll: () => number, make: (id: string) => T, odds = 0.5): Map<string, T> {
    return new Map(ids.filter(() => roll() < odds).map((id) => [id, make(id)]))
  }

  function anyScene(roll: () => number, id: string): Scene {
    const plain = newScene(id, { x: pick(roll, [0, 1.5]), y: 0 }, pick(roll, ids))
    const made = [...some(roll, (option) => newOption(option, pick(roll, ids), pick(roll, ids))).values()]
    const options = made.map((option) => ({ ...option, effects: [{ set: pick(roll, ids), to: pick(roll, values) }] }))
    const ending = pick(roll, [null, { name: 'End', link: null }])
    return { ...plain, data: { ...plain.data, ending, options: roll() < 0.5 ? options : options.reverse() } }
  }

  function anyStory(roll: () => number): Document {
    const size = { width: 1, height: 1 }
    return {
      ...made({}),
      title: pick(roll, ids),
      start: pick(roll, [null, ...ids]),
      scenes: some(roll, (id) => anyScene(roll, id)),
      variables: some(roll, () => ({ type: 'string', initial: pick(roll, ids) })),
      groups: some(roll, (id) => ({
        id,
        title: pick(roll, ids),
        text: '',
        colour: '#aabbcc',
        position: { x: 0, y: 0 },
        size,
      })),
    }
  }

  it('are a list of edits apart, which makes exactly the second', () => {
    for (let seed = 0; seed < 500; seed += 1) {
      const roll = dice(seed)
      const old = anyStory(roll)
      const now = anyStory(roll)
      expect(written(editsBetween(old, now).reduce(apply, old))).toEqual(written(now))
      expect(difference(old, now).length > 0).toBe(written(old) !== written(now))
      expect(editsBetween(now, now)).toEqual([])
    }
  })
})
