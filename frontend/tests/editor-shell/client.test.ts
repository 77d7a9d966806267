import { describe, expect, it } from 'vitest'
import { answered, createApi, idempotent } from '../../src/api/client'
import { ApiProblem, OfflineError } from '../../src/api/problem'
import { FakeServer, LOST, ORIGIN, problem } from './fakes'

const STORY = { path: { story_id: '3f0c0d0e-0000-4000-8000-000000000000' } }
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

async function refusal(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
  } catch (error) {
    return error
  }
  throw new Error('the call was not refused')
}

describe('a call', () => {
  it('carries the session and a correlation id of its own', async () => {
    const server = new FakeServer().on('GET /v1/stories', { body: { stories: [] } })
    const api = server.api()
    expect(await answered(api.GET('/v1/stories'))).toEqual({ stories: [] })
    await api.GET('/v1/stories')
    const ids = server.seen.map(({ headers }) => headers.get('X-Correlation-Id'))
    expect(ids[0]).toMatch(UUID)
    expect(ids[1]).not.toBe(ids[0])
    expect(server.seen[0]?.credentials).toBe('include')
    expect(server.seen[0]?.headers.get('Content-Type')).toBeNull()
  })

  it('says application/json whenever it changes something, also without a body', async () => {
    const server = new FakeServer().on('DELETE /v1/account-sessions/current', { status: 204 })
    await server.api().DELETE('/v1/account-sessions/{session_id}', { params: { path: { session_id: 'current' } } })
    expect(server.seen[0]?.headers.get('Content-Type')).toBe('application/json')
  })

  it('sends nothing of ours to a public route, which allows no headers', async () => {
    const server = new FakeServer().on('POST /v1/unsubscribes/abc', { status: 204 })
    const params = { path: { token: 'abc' } }
    await server.api().POST('/v1/unsubscribes/{token}', { params, credentials: 'omit' })
    expect(server.seen[0]?.headers.get('X-Correlation-Id')).toBeNull()
    expect(server.seen[0]?.headers.get('Content-Type')).toBeNull()
    expect(server.seen[0]?.credentials).toBe('omit')
  })

  it('that creates carries its key', async () => {
    const server = new FakeServer().on('POST /v1/stories', { status: 201, body: {} })
    await server.api().POST('/v1/stories', { body: { title: 'A' }, headers: idempotent('key-1') })
    expect(server.seen[0]?.headers.get('Idempotency-Key')).toBe('key-1')
    expect(server.seen[0]?.body).toEqual({ title: 'A' })
  })
})

describe('a refusal', () => {
  it('is thrown with everything the problem document says', async () => {
    const reply = problem(409, 'sign-in-elsewhere', { code: 'ABCD-2345', field: 'token' })
    const server = new FakeServer().on('POST /v1/sign-in', reply)
    const error = await refusal(server.api().POST('/v1/sign-in', { body: { token: 't', code: null } }))
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({
      status: 409,
      kind: 'sign-in-elsewhere',
      title: 'The sign-in-elsewhere.',
      detail: 'Why sign-in-elsewhere.',
      field: 'token',
    })
    expect((error as ApiProblem).members).toEqual(new Map([['code', 'ABCD-2345']]))
  })

  it('for haste says how long to wait', async () => {
    const reply = { ...problem(429, 'rate-limit-reached'), headers: { 'Retry-After': '40' } }
    const server = new FakeServer().on('GET /v1/stories', reply)
    expect(await refusal(server.api().GET('/v1/stories'))).toMatchObject({ status: 429, retryAfter: 40 })
  })

  it.each([
    ['a page of a gateway', '<html>Bad gateway</html>'],
    ['a word', '"no"'],
    ['no body', ''],
  ])('in other words (%s) is told by its status', async (_what, text) => {
    const api = createApi(ORIGIN, { fetch: () => Promise.resolve(new Response(text, { status: 502 })) })
    expect(await refusal(api.GET('/v1/stories'))).toMatchObject({ status: 502, kind: 'unexpected-answer' })
  })

  it.each([
    [403, 'Something between you and the server did not let this through.'],
    [413, 'This is too large to be sent.'],
    [418, 'The server could not take this.'],
    [502, 'Something broke on our side.'],
  ])('without a reason (%i) is put into words', async (status, title) => {
    const api = createApi(ORIGIN, { fetch: () => Promise.resolve(new Response('', { status })) })
    expect(await refusal(api.GET('/v1/stories'))).toMatchObject({ title, message: title })
  })

  it('for want of a session is told to the app and thrown', async () => {
    const told: ApiProblem[] = []
    const server = new FakeServer().on('GET /v1/account', problem(401, 'sign-in-needed'))
    const api = createApi(ORIGIN, { fetch: server.fetch, onUnauthorised: (one) => told.push(one) })
    const error = await refusal(api.GET('/v1/account'))
    expect(told).toEqual([error])
  })
})

describe('no answer', () => {
  it('is a lost connection', async () => {
    const server = new FakeServer().on('GET /v1/stories', LOST)
    const error = await refusal(server.api().GET('/v1/stories'))
    expect(error).toBeInstanceOf(OfflineError)
    expect(error).toMatchObject({ cause: LOST, correlationId: expect.stringMatching(UUID) as string })
  })

  it('is also an answer that was cut in its middle', async () => {
    const cut = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"stor'))
        controller.error(new TypeError('network error'))
      },
    })
    const api = createApi(ORIGIN, { fetch: () => Promise.resolve(new Response(cut)) })
    expect(await refusal(api.GET('/v1/stories/{story_id}', { params: STORY }))).toBeInstanceOf(OfflineError)
  })

  it('because the caller gave up stays what it is', async () => {
    const leaving = new AbortController()
    const fetch = ({ signal }: Request) =>
      new Promise<Response>((_resolve, reject) => {
        if (signal.aborted) reject(signal.reason as Error)
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      })
    const call = createApi(ORIGIN, { fetch }).GET('/v1/stories', { signal: leaving.signal })
    leaving.abort()
    const error = await refusal(call)
    expect(error).not.toBeInstanceOf(OfflineError)
    expect(error).toMatchObject({ name: 'AbortError' })
  })
})
