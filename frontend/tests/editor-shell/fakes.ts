import { createPinia } from 'pinia'
import type { App } from 'vue'
import { createMemoryHistory, type Router } from 'vue-router'
import { createApi, provideApi, type Api } from '../../src/api/client'
import { i18n } from '../words'
import { createEditorRouter } from '../../src/editor/router'

export const ORIGIN = 'https://api.example.com'

/** What the fake server answers to one call. */
export interface Reply {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** A call as the fake server saw it. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly credentials: string
  readonly body: unknown
}

/**
 * A server of one's own making: replies by "METHOD /path", each a list that is used up one by one, its last for ever.
 * An Error as a reply is a lost connection; a call without a reply is a bug of the test.
 */
export class FakeServer {
  readonly seen: Seen[] = []
  readonly #replies = new Map<string, (Reply | Error)[]>()

  on(call: string, ...replies: (Reply | Error)[]): this {
    this.#replies.set(call, replies)
    return this
  }

  calls(call: string): Seen[] {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === call)
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    const text = await request.text()
    const { method, headers, credentials } = request
    this.seen.push({ method, path: pathname, headers, credentials, body: text === '' ? undefined : JSON.parse(text) })
    const replies = this.#replies.get(`${method} ${pathname}`)
    const reply = replies !== undefined && replies.length > 1 ? replies.shift() : replies?.[0]
    if (reply === undefined) throw new Error(`nothing to answer ${method} ${pathname} with`)
    if (reply instanceof Error) throw reply
    const { status = 200, body, headers: more } = reply
    return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { ...more } })
  }

  api(): Api {
    return createApi(ORIGIN, { fetch: this.fetch })
  }
}

/** A problem document of our API. */
export function problem(status: number, kind: string, more: Record<string, unknown> = {}): Reply {
  const body = { type: `${ORIGIN}/problems/${kind}`, title: `The ${kind}.`, status, detail: `Why ${kind}.`, ...more }
  return { status, body, headers: { 'Content-Type': 'application/problem+json' } }
}

export const LOST = new TypeError('Failed to fetch')

/** Plugins for mounting a screen against a fake server. */
export function editorPlugins(server: FakeServer, router: Router = createEditorRouter(createMemoryHistory())) {
  const provideServer = { install: (app: App) => provideApi(app, server.api()) }
  return { router, plugins: [createPinia(), i18n, router, provideServer] }
}
