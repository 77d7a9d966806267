/** What is kept of stories' pages, and when what is kept is shown. */
import type { WorkboxPlugin } from 'workbox-core/types.js'
import { pageAddress } from './addresses'
import { offlinePage } from './noConnection'

/** Name of the cache. */
export const PAGES = 'fabula-pages'

/** A host in trouble has not answered: what is kept is better. Only where nothing is kept does its answer count. */
export const troubleIsNoAnswer: WorkboxPlugin = {
  fetchDidSucceed({ response, state }) {
    if (response.status < 500) return Promise.resolve(response)
    if (state) state.trouble = response
    return Promise.reject(new Error(`answered ${response.status}`))
  },
  handlerDidError({ request, state }) {
    const trouble = state?.trouble as Response | undefined
    return Promise.resolve(trouble ?? (request.mode === 'navigate' ? offlinePage() : undefined))
  },
}

/** A story that the network says is gone is not shown from the cache ever after. */
export const goneIsGone: WorkboxPlugin = {
  cacheKeyWillBeUsed: ({ request }) => Promise.resolve(pageAddress(request.url)),
  async cacheWillUpdate({ request, response }) {
    if (response.status === 404 || response.status === 410)
      await caches.open(PAGES).then((pages) => pages.delete(pageAddress(request.url)))
    return response.status === 200 ? response : null
  },
}
