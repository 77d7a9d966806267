/**
 * The service worker of `read.`: what was fetched once is there without a connection.
 *
 * It knows nothing of stories. Files whose names hold their content are taken from the cache; a page comes from the
 * network as long as that answers in time, since only the network knows that a story has changed or was put away. It
 * takes no part in what goes to the API. What a page is and does is up to the page: a newer worker changes nothing for
 * one that is open, so it takes over at once.
 */
import { clientsClaim } from 'workbox-core/clientsClaim.js'
import { ExpirationPlugin } from 'workbox-expiration/ExpirationPlugin.js'
import { registerRoute } from 'workbox-routing/registerRoute.js'
import { CacheFirst } from 'workbox-strategies/CacheFirst.js'
import { NetworkFirst } from 'workbox-strategies/NetworkFirst.js'
import type { Strategy } from 'workbox-strategies/Strategy.js'
import { StaleWhileRevalidate } from 'workbox-strategies/StaleWhileRevalidate.js'
import { FILES, kindOf, type Kind } from './addresses'
import { goneIsGone, PAGES, troubleIsNoAnswer } from './pages'

declare const self: ServiceWorkerGlobalScope

const BESIDE = 'fabula-beside'
/** The most a cache holds; what was not used for longest goes first. A story of sixty scenes has some seventy files. */
const MOST_FILES = 600
const MOST_PAGES = 60
/** Seconds a page may take before the kept one is shown. */
const PATIENCE = 3

// No answer of this host depends on who asks; `Vary` is there for codings, which are undone by now.
const matchOptions = { ignoreVary: true }

const strategies: Record<Kind, Strategy> = {
  file: new CacheFirst({
    cacheName: FILES,
    matchOptions,
    plugins: [new ExpirationPlugin({ maxEntries: MOST_FILES, matchOptions, purgeOnQuotaError: true })],
  }),
  page: new NetworkFirst({
    cacheName: PAGES,
    matchOptions,
    networkTimeoutSeconds: PATIENCE,
    plugins: [troubleIsNoAnswer, goneIsGone, new ExpirationPlugin({ maxEntries: MOST_PAGES, matchOptions })],
  }),
  fresh: new StaleWhileRevalidate({
    cacheName: BESIDE,
    matchOptions,
    plugins: [new ExpirationPlugin({ maxEntries: MOST_PAGES, matchOptions })],
  }),
}

for (const [kind, strategy] of Object.entries(strategies))
  registerRoute(({ url, sameOrigin }) => sameOrigin && kindOf(url.pathname) === kind, strategy)

/** The part of the Static Routing API that is used here; TypeScript does not know it yet. */
interface RoutingInstallEvent extends ExtendableEvent {
  addRoutes?(rules: { condition: { requestMethod: string }; source: 'network' }): Promise<void>
}

self.addEventListener('install', (event: RoutingInstallEvent) => {
  void self.skipWaiting()
  // What is told the server passes this worker by: a beacon that had to wake it would be lost with the page it came from.
  if (event.addRoutes) event.waitUntil(event.addRoutes({ condition: { requestMethod: 'POST' }, source: 'network' }))
})
clientsClaim()

/** Keep what a page loaded before there was a worker; the browser still has it. */
self.addEventListener('message', (event) => {
  for (const address of event.data as string[]) {
    const kind = kindOf(new URL(address).pathname)
    if (kind) void strategies[kind].handle({ event, request: new Request(address, { cache: 'force-cache' }) })
  }
})
