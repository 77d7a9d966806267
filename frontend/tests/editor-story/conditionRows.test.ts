import { describe, expect, it } from 'vitest'
import { conditionOf, formOf, withVariable } from '../../src/editor/story/panel/conditionRows'
import type { Condition, Variable } from '../../src/story/model'

const compare: Condition = { var: 'coins', is: 'ge', value: 3 }
const visited: Condition = { visited: 'cave' }
const notVisited: Condition = { not: { visited: 'cave' } }

describe('a condition as a form', () => {
  it.each<[string, Condition | null]>([
    ['none', null],
    ['one comparison', compare],
    ['one visit', visited],
    ['one visit that must not have been', notVisited],
    ['all of several', { all: [compare, visited, notVisited] }],
    ['any of several', { any: [notVisited, compare] }],
  ])('comes back as it was: %s', (_name, condition) => {
    const form = formOf(condition)
    expect(form && conditionOf(form)).toEqual(condition)
  })

  it.each<[string, Condition]>([
    ['a group in a group', { all: [compare, { any: [visited, compare] }] }],
    ['a comparison turned over', { not: compare }],
  ])('is not shown where it would lose something: %s', (_name, condition) => {
    expect(formOf(condition)).toBeNull()
  })

  it('changes operator and value with the variable’s type', () => {
    const variables = new Map<string, Variable>([
      ['lamp', { type: 'boolean', initial: false }],
      ['keys', { type: 'number', initial: 0 }],
    ])
    const row = { kind: 'variable', name: 'coins', is: 'ge', value: 3 } as const
    expect(withVariable(row, 'lamp', variables)).toEqual({ kind: 'variable', name: 'lamp', is: 'eq', value: true })
    expect(withVariable(row, 'keys', variables)).toEqual({ kind: 'variable', name: 'keys', is: 'ge', value: 3 })
  })
})
