/** Which stories of a list are shown, and in which order. Pure. */
import type { Schemas } from '../../api/client'
import { MAX_TITLE } from '../../story/model'
import { plain } from '../plain'

type Story = Pick<
  Schemas['StorySummary'],
  'id' | 'title' | 'summary' | 'sessions' | 'updated_at' | 'created_at' | 'state'
>

export const ORDERS = ['edited', 'newest', 'read', 'title'] as const
export type Order = (typeof ORDERS)[number]

export function isOrder(value: unknown): value is Order {
  return (ORDERS as readonly unknown[]).includes(value)
}

/** The stories whose title or summary holds every word, whatever its case and accents, in an order. */
export function arrange<S extends Story>(stories: readonly S[], words: string, order: Order, locale: string): S[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  const titles = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  return stories
    .filter((story) => {
      const said = plain(`${story.title}\n${story.summary}`)
      return wanted.every((word) => said.includes(word))
    })
    .sort((one, other) => {
      switch (order) {
        case 'edited':
          return latest(one.updated_at, other.updated_at)
        case 'newest':
          return latest(one.created_at, other.created_at)
        case 'read':
          return other.sessions - one.sessions || latest(one.updated_at, other.updated_at)
        case 'title':
          return titles.compare(one.title, other.title) || latest(one.updated_at, other.updated_at)
      }
    })
}

/** The trash is listed so far, and no further. */
export const MOST_TRASHED = 200

/** Whether the trash may hold more than is listed of it. */
export function mayHoldMore(listed: readonly unknown[]): boolean {
  return listed.length >= MOST_TRASHED
}

/** Whole days until a moment, rounded up; none where it has passed. */
export function daysUntil(timestamp: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(timestamp) - now) / 86_400_000))
}

/** A copy's title, no longer than a title may be. */
export function fitTitle(title: string): string {
  return [...title].slice(0, MAX_TITLE).join('')
}

function latest(one: string, other: string): number {
  return Date.parse(other) - Date.parse(one)
}
