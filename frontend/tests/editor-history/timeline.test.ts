import { describe, expect, it } from 'vitest'
import { rowsOf, sittingsOf, type Mark } from '../../src/editor/history/timeline'
import { newDocument } from '../../src/story'
import { historyOf, NOON, retitled, type Made } from './history'

function made(...times: (readonly [minute: number, by: string | null])[]) {
  return historyOf(
    newDocument('Shore'),
    times.map(([minute, by]): Made => ({ edit: retitled(`${minute}`), minute, by })),
  ).edits
}

function checkpoint(revision: number, name: string, minute = 0): Mark {
  const at = new Date(NOON + minute * 60_000).toISOString()
  return { kind: 'checkpoint', revision, id: name, name, by: 'ann', at }
}

describe('sittings', () => {
  it.each([
    ['nothing', made(), []],
    ['one edit', made([0, 'ann']), ['ann 1-1']],
    ['a short pause', made([0, 'ann'], [29.99, 'ann']), ['ann 1-2']],
    ['a long pause', made([0, 'ann'], [30, 'ann']), ['ann 1-1', 'ann 2-2']],
    ['short pauses that add up', made([0, 'ann'], [20, 'ann'], [40, 'ann'], [60, 'ann']), ['ann 1-4']],
    ['two people', made([0, 'ann'], [1, 'bob'], [2, 'bob'], [3, 'ann']), ['ann 1-1', 'bob 2-3', 'ann 4-4']],
    ['accounts that are gone', made([0, null], [1, null], [2, 'ann']), ['null 1-2', 'ann 3-3']],
  ])('%s', (_, edits, sittings) => {
    expect(sittingsOf(edits).map(({ by, from, to }) => `${by} ${from}-${to}`)).toEqual(sittings)
  })

  it('end at a mark', () => {
    const edits = made([0, 'ann'], [1, 'ann'], [2, 'ann'])
    expect(sittingsOf(edits, new Set([2])).map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [3, 3],
    ])
  })
})

describe('rows', () => {
  const edits = made([0, 'ann'], [1, 'ann'], [60, 'ann'], [61, 'ann'])
  const version: Mark = { kind: 'version', revision: 3, number: 1, at: new Date(NOON).toISOString() }

  it('stand newest first, a mark above what led to it', () => {
    const marks = [checkpoint(0, 'Empty'), checkpoint(3, 'Older', 1), checkpoint(3, 'Newer', 9), version]
    expect(rowsOf(edits, marks, true).map(({ key }) => key)).toEqual([
      'sitting 4',
      'checkpoint Newer',
      'checkpoint Older',
      'version 1',
      'sitting 3',
      'sitting 2',
      'checkpoint Empty',
      'beginning',
    ])
  })

  it('tell when the story was so, not when a moment was named', () => {
    const marks = [checkpoint(0, 'Empty', 5), checkpoint(2, 'Named late', 900), version]
    const minutes = rowsOf(edits, marks, true).map(({ key, at }) => [key, at && (Date.parse(at) - NOON) / 60_000])
    expect(Object.fromEntries(minutes)).toEqual({
      'sitting 4': 61,
      'version 1': 0,
      'sitting 3': 60,
      'checkpoint Named late': 1,
      'sitting 2': 1,
      'checkpoint Empty': 5,
      beginning: null,
    })
  })

  it('leave out moments that are not loaded yet', () => {
    const rows = rowsOf(edits.slice(2), [checkpoint(1, 'Early'), version], false)
    expect(rows.map(({ key }) => key)).toEqual(['sitting 4', 'version 1', 'sitting 3'])
  })

  it('of a story nobody edited are its beginning alone', () => {
    expect(rowsOf([], [], true).map(({ key }) => key)).toEqual(['beginning'])
  })
})
