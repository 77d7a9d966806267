/**
 * The hosts `app.` and `read.` as they are deployed: a Cloudflare Worker that answers as the edge table says, from R2.
 *
 * What may be kept is kept in the cache of the place that answers, under its own address, so that purging an address
 * reaches it. Cloudflare compresses what it sends; what was made small when it was built is sent as it lies.
 */
import { accepts, hasTag } from './codings'
import { type EdgeAnswer, type HeaderSet, type HostName, type Table, answerFor, loadTable, withStyle } from './table'

/** What is used of R2's binding. */
export interface Bucket {
  get(key: string): Promise<StoredObject | null>
}

export interface StoredObject {
  body: ReadableStream
  httpEtag: string
  httpMetadata?: { contentType?: string }
  customMetadata?: Record<string, string>
}

export interface Env {
  APP: Bucket
  READ: Bucket
  APP_URL: string
  READ_URL: string
  API_URL: string
  UPLOADS_URL: string
}

interface Context {
  waitUntil(promise: Promise<unknown>): void
}

/** Something to send. `coding` is the one it lies in. */
interface Page {
  body: BodyInit
  type: string
  etag: string
  metadata: Record<string, string>
  coding: string | null
}

const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }
const HTML = 'text/html; charset=utf-8'
const KEPT_CODING = 'X-Kept-Coding'
const KEPT_TYPE = 'X-Kept-Type'
const tables = new WeakMap<Env, Table>()

export default {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    const url = new URL(request.url)
    const host = hostOf(url, env)
    if (host === null) return new Response('Not found\n', { status: 404, headers: PLAIN })
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response('Method not allowed\n', { status: 405, headers: { ...PLAIN, Allow: 'GET, HEAD' } })
    }
    const origin = host === 'app' ? env.APP_URL : env.READ_URL
    if (url.origin !== origin) {
      return new Response(null, { status: 301, headers: { Location: origin + url.pathname + url.search } })
    }
    const table = tableOf(env)
    const answer = answerFor(table, host, url.pathname)
    try {
      const work = found(request, answer, host === 'app' ? env.APP : env.READ, context)
      return asAskedFor(request, await inTime(work, table.patienceSeconds))
    } catch (error) {
      console.error('storage_failed', String(error))
      const { body, status, headers } = answer.unanswered
      return asAskedFor(request, new Response(body, { status, headers: { ...headers, 'Content-Type': HTML } }))
    }
  },
}

/** The host a request is for, by its name alone: what came without TLS is sent to where there is some. */
function hostOf(url: URL, env: Env): HostName | null {
  if (url.host === new URL(env.APP_URL).host) return 'app'
  return url.host === new URL(env.READ_URL).host ? 'read' : null
}

function tableOf(env: Env): Table {
  const origins = { app: env.APP_URL, read: env.READ_URL, api: env.API_URL, uploads: env.UPLOADS_URL }
  const table = tables.get(env) ?? loadTable(origins)
  tables.set(env, table)
  return table
}

/** What the table says, from the cache or from storage. Rejects where storage fails. */
async function found(request: Request, answer: EdgeAnswer, bucket: Bucket, context: Context): Promise<Response> {
  const codings = answer.codings.filter((coding) => accepts(acceptedBy(request), coding))
  const key = cacheKey(request, codings)
  const kept = await cache().match(key)
  if (kept) return unpacked(kept)
  const response = await fromStorage(answer, codings, bucket)
  if (response.headers.get('Cache-Control')?.startsWith('public')) {
    context.waitUntil(cache().put(key, packed(response.clone())))
  }
  return response
}

async function fromStorage(answer: EdgeAnswer, codings: string[], bucket: Bucket): Promise<Response> {
  const page = answer.body === null ? await findObject(answer.key, codings, bucket) : await madePage(answer.body)
  if (page) return send(page, 200, answer.headers, answer.codings.length > 0)
  const { key, status, headers } = answer.fallback
  const fallback = await find(key, null, bucket)
  if (fallback) return send(fallback, status, headers, false)
  return new Response('Not found\n', { status: 404, headers: { ...withStyle(headers, {}), ...PLAIN } })
}

async function findObject(key: string | null, codings: string[], bucket: Bucket): Promise<Page | null> {
  if (key === null) return null
  for (const coding of codings) {
    const coded = await find(`${key}.${coding}`, coding, bucket)
    if (coded) return coded
  }
  return find(key, null, bucket)
}

async function find(key: string, coding: string | null, bucket: Bucket): Promise<Page | null> {
  const object = await bucket.get(key)
  if (object === null) return null
  const { body, httpEtag: etag, httpMetadata, customMetadata: metadata = {} } = object
  return { body, type: httpMetadata?.contentType ?? 'application/octet-stream', etag, metadata, coding }
}

/** A page that no store describes; its etag is its content's hash. */
async function madePage(body: string): Promise<Page> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)))
  const hash = [...digest.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { body, type: 'application/json', etag: `"${hash}"`, metadata: {}, coding: null }
}

function send(page: Page, status: number, headers: HeaderSet, varies: boolean): Response {
  const sent = new Headers({ ...withStyle(headers, page.metadata), 'Content-Type': page.type, ETag: page.etag })
  if (varies) sent.set('Vary', 'Accept-Encoding')
  if (page.coding === null) return new Response(page.body, { status, headers: sent })
  return asItLies(page.body, sent, page.coding)
}

/** An answer whose body lies in its coding already. */
function asItLies(body: BodyInit | null, headers: Headers, coding: string): Response {
  headers.set('Content-Encoding', coding)
  const init: ResponseInit & { encodeBody: 'manual' } = { headers, encodeBody: 'manual' }
  return new Response(body, init)
}

/** An answer as the cache keeps it: it would take a coding to be its own, so what lies in one is kept as mere bytes. */
function packed(response: Response): Response {
  const headers = new Headers(response.headers)
  const coding = headers.get('Content-Encoding')
  if (coding === null) return response
  headers.delete('Content-Encoding')
  headers.set(KEPT_CODING, coding)
  headers.set(KEPT_TYPE, headers.get('Content-Type') ?? '')
  headers.set('Content-Type', 'application/octet-stream')
  return new Response(response.body, { headers })
}

function unpacked(kept: Response): Response {
  const headers = new Headers(kept.headers)
  const coding = headers.get(KEPT_CODING)
  if (coding === null) return kept
  headers.set('Content-Type', headers.get(KEPT_TYPE) ?? '')
  for (const name of [KEPT_CODING, KEPT_TYPE]) headers.delete(name)
  return asItLies(kept.body, headers, coding)
}

/** The answer without its body for HEAD, and where the client has it already. */
function asAskedFor(request: Request, response: Response): Response {
  const { status, headers } = response
  const has = hasTag(request.headers.get('If-None-Match') ?? '', headers.get('ETag') ?? '')
  if (status === 200 && has) {
    const kept = new Headers(headers)
    for (const name of ['Content-Type', 'Content-Encoding', 'Content-Length']) kept.delete(name)
    return new Response(null, { status: 304, headers: kept })
  }
  return request.method === 'HEAD' ? new Response(null, { status, headers }) : response
}

/** The codings that the client takes: Cloudflare writes its own into the header before a Worker sees it. */
function acceptedBy(request: Request): string {
  const cf = (request as { cf?: { clientAcceptEncoding?: string } }).cf
  return cf?.clientAcceptEncoding ?? request.headers.get('Accept-Encoding') ?? ''
}

/** What an answer is kept under: its address without the query, which is all that a purge names. */
function cacheKey(request: Request, codings: string[]): Request {
  const { origin, pathname } = new URL(request.url)
  return new Request(origin + pathname + (codings.length > 0 ? `?${codings.join('-')}` : ''))
}

function cache(): Cache {
  return (caches as unknown as { default: Cache }).default
}

/** What `work` brings; rejects where it takes longer. */
async function inTime<T>(work: Promise<T>, seconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${seconds} s`))
    }, seconds * 1000)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
