import createClient, { type Client, type Middleware } from 'openapi-fetch'
import { inject, type App, type InjectionKey } from 'vue'
import { OfflineError, readProblem, type ApiProblem } from './problem'
import type { components, paths } from './schema'

/** The wire's types, generated from the API's own description. */
export type Schemas = components['schemas']
export type Api = Client<paths>

export interface ApiOptions {
  readonly fetch?: (request: Request) => Promise<Response>
  /** Told of every 401, before it is thrown. */
  readonly onUnauthorised?: (problem: ApiProblem) => void
}

/** API Gateway gives up after 29 s; an answer later than this will not come. */
const PATIENCE_MS = 30_000

const apiKey: InjectionKey<Api> = Symbol('api')

/**
 * A client of our API with the session's cookie.
 *
 * Each call carries a correlation id. A refusal is thrown as ApiProblem, no answer as OfflineError, and an abort by
 * the caller as what `fetch` throws for it.
 */
export function createApi(origin: string, options: ApiOptions = {}): Api {
  const send = options.fetch ?? ((request: Request) => fetch(request))
  const api = createClient<paths>({
    baseUrl: origin,
    credentials: 'include',
    fetch: async (request) => whole(await send(new Request(request, { signal: patient(request.signal) }))),
  })
  api.use(refusals(options.onUnauthorised))
  return api
}

/** The body of a call's answer; what went wrong has been thrown by then. */
export async function answered<Data>(call: Promise<{ data?: Data }>): Promise<Exclude<Data, undefined>> {
  const { data } = await call
  return data as Exclude<Data, undefined> // undefined only where the schema says that there is no body
}

/** Headers of a POST that creates something, so that sending it again creates nothing more. */
export function idempotent(key: string = crypto.randomUUID()): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key }
}

/** Give the client to every component and store of an app. */
export function provideApi(app: App, api: Api): void {
  app.provide(apiKey, api)
}

/** The client, inside a component's or a store's setup. */
export function useApi(): Api {
  const api = inject(apiKey)
  if (api === undefined) throw new Error('no API client was provided')
  return api
}

/** The answer with its body read, so that a connection cut in the middle counts as no answer at all. */
async function whole(response: Response): Promise<Response> {
  const body = await response.arrayBuffer()
  return new Response(body.byteLength === 0 ? null : body, response)
}

function patient(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
}

function refusals(onUnauthorised: ApiOptions['onUnauthorised']): Middleware {
  return {
    onRequest({ request }) {
      // Public routes (called with `credentials: 'omit'`) allow every origin, but no headers of ours.
      if (request.credentials === 'omit') return undefined
      request.headers.set('X-Correlation-Id', crypto.randomUUID())
      // Every unsafe call says so, also without a body: the server's guard against forms of other sites.
      if (request.method !== 'GET') request.headers.set('Content-Type', 'application/json')
      return request
    },
    async onResponse({ request, response }) {
      if (response.ok) return undefined
      const problem = await readProblem(response, correlationOf(request))
      if (problem.status === 401) onUnauthorised?.(problem)
      throw problem
    },
    onError({ request, error }) {
      if (request.signal.aborted) return error instanceof Error ? error : new Error(String(error))
      return new OfflineError(correlationOf(request), error)
    },
  }
}

function correlationOf(request: Request): string {
  return request.headers.get('X-Correlation-Id') ?? ''
}
