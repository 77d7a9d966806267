import { describe, expect, it } from 'vitest'
import { arrange, daysUntil, fitTitle, isOrder, type Order, mayHoldMore } from '../../src/editor/home/shelf'

function story(id: string, title: string, more: Partial<Parameters<typeof arrange>[0][number]> = {}) {
  const at = '2026-01-01T00:00:00Z'
  return { id, title, summary: '', sessions: 0, state: 'draft' as const, created_at: at, updated_at: at, ...more }
}

const SHELF = [
  story('a', 'Zürich by night', { updated_at: '2026-01-02T00:00:00Z', summary: 'A walk home.' }),
  story('b', 'chapter 10', { updated_at: '2026-03-01T00:00:00Z', sessions: 4 }),
  story('c', 'Chapter 9', { created_at: '2026-02-01T00:00:00Z', sessions: 40 }),
]

describe('the stories of a shelf', () => {
  it.each<[string, string, string]>([
    ['', 'abc', 'all'],
    ['  ', 'abc', 'all'],
    ['zurich', 'a', 'without accents'],
    ['ZÜRICH', 'a', 'whatever the case'],
    ['walk', 'a', 'in the summary'],
    ['night walk', 'a', 'every word, wherever'],
    ['chapter', 'bc', 'all that match'],
    ['chapter walk', '', 'none'],
  ])('“%s” finds “%s”: %s', (words, ids) => {
    const found = arrange(SHELF, words, 'edited', 'en').map(({ id }) => id)
    expect(found.sort().join('')).toBe(ids)
  })

  it.each<[Order, string]>([
    ['edited', 'bac'],
    ['newest', 'cab'],
    ['read', 'cba'],
    ['title', 'cba'],
  ])('sorted by %s they come as %s', (order, ids) => {
    expect(
      arrange(SHELF, '', order, 'en')
        .map(({ id }) => id)
        .join(''),
    ).toBe(ids)
  })

  it('knows its orders', () => {
    expect([isOrder('read'), isOrder('size'), isOrder(undefined)]).toEqual([true, false, false])
  })

  it('counts whole days, the last one until its end', () => {
    const now = Date.parse('2026-01-01T12:00:00Z')
    const days = ['2026-01-31T12:00:00Z', '2026-01-02T12:00:01Z', '2026-01-01T12:00:01Z', '2026-01-01T11:00:00Z']
    expect(days.map((day) => daysUntil(day, now))).toEqual([30, 2, 1, 0])
  })

  it('fits a title by whole characters', () => {
    expect(fitTitle('😀'.repeat(201))).toBe('😀'.repeat(200))
  })
})

it('the trash may hold more than the 200 that are listed of it', () => {
  const listed = (count: number) => Array.from({ length: count })
  expect([mayHoldMore(listed(199)), mayHoldMore(listed(200))]).toEqual([false, true])
})
