/** What the worker makes of answers to a story's page. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { goneIsGone, troubleIsNoAnswer } from '../../src/reader/worker/pages'

const ADDRESS = 'https://read.example/s/tale'
const kept = new Set<string>()

beforeEach(() => {
  kept.clear()
  kept.add(ADDRESS)
  const cache = { delete: (address: string) => Promise.resolve(kept.delete(address)) }
  vi.stubGlobal('caches', { open: () => Promise.resolve(cache) })
})

/** A page asked for in the network's answer: whether it is kept, and whether an older one still is. */
async function answered(status: number): Promise<[boolean, boolean]> {
  const request = new Request(`${ADDRESS}/?from=mail`)
  const response = new Response('', { status })
  const stored = await goneIsGone.cacheWillUpdate?.({ request, response, event: new Event('fetch') as never })
  return [stored === response, kept.has(ADDRESS)]
}

describe('a page that the network', () => {
  it.each([
    ['has', 200, [true, true]],
    ['does not have', 404, [false, false]],
    ['had once', 410, [false, false]],
    ['does not give now', 403, [false, true]],
  ])('%s', async (_, status, expected) => {
    expect(await answered(status)).toEqual(expected)
  })
})

describe('a host in trouble', () => {
  const request = new Request(ADDRESS)
  const event = new Event('fetch') as never

  it('is asked no further where a page is kept, and believed where none is', async () => {
    const state: Record<string, unknown> = {}
    const response = new Response('', { status: 503 })
    await expect(troubleIsNoAnswer.fetchDidSucceed?.({ request, response, event, state })).rejects.toThrow()
    const error = new Error()
    expect(await troubleIsNoAnswer.handlerDidError?.({ request, error, event, state })).toBe(response)
  })

  it.each([200, 404, 410])('is none that answers %s', async (status) => {
    const response = new Response('', { status })
    expect(await troubleIsNoAnswer.fetchDidSucceed?.({ request, response, event, state: {} })).toBe(response)
  })
})
