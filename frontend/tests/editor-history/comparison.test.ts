import { expect, it } from 'vitest'
import type { Row } from '../../src/editor/history/timeline'
import { othersOf } from '../../src/editor/history/useComparison'

const VERSIONS = [
  { number: 2, revision: 9 },
  { number: 1, revision: 4 },
]
const beginning: Row = { kind: 'beginning', key: 'beginning', revision: 0, at: null }

function named(revision: number): Row {
  const mark = { kind: 'checkpoint', revision, at: '2026-11-27T12:00:00Z', id: 'c', name: 'Here', by: null } as const
  return { kind: 'mark', key: 'checkpoint c', revision, at: mark.at, mark }
}

it.each([
  ['the newest', named(9), 9, ['before', 'version 1']],
  ['one that was not published', named(6), 9, ['before', 'now', 'version 2', 'version 1']],
  ['one that was published', named(4), 9, ['before', 'now', 'version 2']],
  ['the beginning', beginning, 9, ['now', 'version 2', 'version 1']],
] as const)('a moment, %s, is compared with what is not the very same', (_what, row, now, others) => {
  expect(othersOf(row, now, VERSIONS)).toEqual(others)
})

it('a story nothing was done in has nothing to compare', () => {
  expect(othersOf(beginning, 0, [])).toEqual([])
})
