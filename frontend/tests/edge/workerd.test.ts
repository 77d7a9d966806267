/** The worker as it is built, run by Cloudflare's own runtime, with R2 and its cache on this machine. */
import { brotliCompressSync } from 'node:zlib'
import { Miniflare, type RequestInit } from 'miniflare'
import { type Rollup, build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import table from '../../../infra/edge.json'
import { type Asked, type Lying, objects, origins, requests, texts } from './cases'

/** What is used of R2's binding; Miniflare's own type of it needs a package of types. */
interface Filled {
  put(key: string, content: string | ArrayBuffer, about: object): Promise<unknown>
}

let edge: Miniflare

beforeAll(async () => {
  const built = (await build({ configFile: 'vite.edge.config.ts', logLevel: 'silent', build: { write: false } })) as
    Rollup.RollupOutput | Rollup.RollupOutput[]
  const [script] = [built].flat()[0]?.output ?? []
  if (!script) throw new Error('nothing was built')
  edge = new Miniflare({
    modules: true,
    script: script.code,
    compatibilityDate: table.worker.compatibility_date,
    cf: false,
    r2Buckets: ['APP', 'READ'],
    bindings: texts,
  })
  for (const one of objects) await put(one)
}, 30_000)

afterAll(() => edge.dispose())

async function put({ host, key, body, type, metadata, coding }: Lying): Promise<void> {
  const bucket = (await edge.getR2Bucket(host === 'app' ? 'APP' : 'READ')) as unknown as Filled
  const content = coding === undefined ? body : new Uint8Array(brotliCompressSync(body)).buffer
  await bucket.put(key, content, { httpMetadata: { contentType: type }, customMetadata: metadata })
}

async function ask(url: string, init: RequestInit = {}) {
  const answer = await edge.dispatchFetch(url, { redirect: 'manual', ...init })
  return { status: answer.status, body: await answer.text(), headers: answer.headers }
}

/** What a header says; the runtime on this machine undoes a coding, and says so. */
function header(headers: Awaited<ReturnType<typeof ask>>['headers'], name: string): string | null {
  return headers.get(name) ?? (name === 'Content-Encoding' ? headers.get('MF-Content-Encoding') : null)
}

function expectAnswered(given: Awaited<ReturnType<typeof ask>>, { status, body, answered }: Asked): void {
  expect([given.status, given.body]).toEqual([status, body])
  for (const [name, value] of Object.entries(answered)) {
    const found = header(given.headers, name)
    if (value === null) expect(found, name).toBeNull()
    else expect(found, name).toContain(value)
  }
}

it.each(requests)('$name', async (asked) => {
  const { host, path, method, again } = asked
  const headers = { 'Accept-Encoding': 'identity', ...asked.headers }
  const url = origins[host] + path
  // the second time it may come from the cache
  for (const _ of [1, 2]) {
    const first = await ask(url, { method, headers })
    if (again === null) expectAnswered(first, asked)
    else {
      const tags = again.replace('{etag}', first.headers.get('ETag') ?? '')
      expectAnswered(await ask(url, { method, headers: { ...headers, 'If-None-Match': tags } }), asked)
    }
  }
})

it('keeps what may be kept, and no more', async () => {
  const kept = async (url: string) => {
    await ask(url)
    return (await ask(url)).headers.get('CF-Cache-Status')
  }
  expect(await kept(`${origins.read}/s/shore`)).toBe('HIT')
  expect(await kept(`${origins.read}/s/shore?whatever`)).toBe('HIT')
  expect(await kept(`${origins.read}/sw.js`)).toBeNull()
  expect(await kept(`${origins.app}/`)).toBeNull()
})

it('sends what came without TLS to where there is some', async () => {
  const answer = await ask('http://read.example.com/s/shore?from=mail')
  expect([answer.status, answer.headers.get('Location')]).toEqual([301, `${origins.read}/s/shore?from=mail`])
})

it('answers for no other host', async () => {
  expect(await ask('https://elsewhere.example.com/s/shore')).toMatchObject({ status: 404, body: 'Not found\n' })
})
