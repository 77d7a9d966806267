import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import worker, { type Bucket } from '../../src/edge/worker'
import { origins, texts } from './cases'

const context = { waitUntil: () => undefined }
const empty: Bucket = { get: () => Promise.resolve(null) }
const failing: Bucket = { get: () => Promise.reject(new Error('storage is down')) }
const stuck: Bucket = { get: () => new Promise(() => undefined) }

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'error').mockReturnValue()
  vi.stubGlobal('caches', { default: { match: () => Promise.resolve(undefined), put: () => Promise.resolve() } })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

async function ask(bucket: Bucket, address: string): Promise<Response> {
  const answer = worker.fetch(new Request(address), { APP: bucket, READ: bucket, ...texts }, context)
  await vi.advanceTimersByTimeAsync(8_000)
  return answer
}

it.each([
  ['fails', failing, `${origins.read}/s/shore`],
  ['fails', failing, `${origins.app}/`],
  ['takes too long', stuck, `${origins.read}/c/0123.json`],
])('says kindly that storage %s', async (_, bucket, address) => {
  const answer = await ask(bucket, address)
  const said = ['Retry-After', 'Cache-Control', 'Content-Type'].map((name) => answer.headers.get(name))
  expect([answer.status, ...said]).toEqual([503, '30', 'no-store', 'text/html; charset=utf-8'])
  expect(await answer.text()).toContain('load the page again')
})

it('says so in a frame, too', async () => {
  const policy = (await ask(failing, `${origins.read}/e/shore`)).headers.get('Content-Security-Policy')
  expect(policy).toContain('frame-ancestors *')
})

it('has a word where not even the page for what is missing is there', async () => {
  const answer = await ask(empty, `${origins.read}/s/shore`)
  expect([answer.status, await answer.text()]).toEqual([404, 'Not found\n'])
  expect(answer.headers.get('Cache-Control')).toBe('public, max-age=10')
})
