/** The page's side of the worker: having one, and having it keep what was here before it. */
import { policy } from '../html'
import { kindOf, WORKER } from './addresses'

/**
 * Have the worker answer for this page. Resolves to whether it does: some browsers have none, or none in this window.
 * What the page loaded before its first worker came, that one fetches once more, which costs nothing: it comes from the
 * browser's own cache.
 */
export async function startWorker(): Promise<boolean> {
  try {
    // Missing where a page is served over plain http; in a frame that took the page's origin, asking for it throws.
    const workers = (navigator as Partial<Navigator>).serviceWorker
    if (!workers) return false
    const isFirst = !workers.controller
    const controlled = isFirst && new Promise((resolve) => workers.addEventListener('controllerchange', resolve))
    const { active } = await workers.register(policy.createScriptURL(WORKER))
    if (isFirst && active) return false // a forced reload goes past the worker
    await controlled
    if (isFirst) navigator.serviceWorker.controller?.postMessage(loaded())
    return true
  } catch {
    return false
  }
}

/** Addresses of everything of ours that this page has loaded, itself among it. */
function loaded(): string[] {
  const names = performance.getEntriesByType('resource').map(({ name }) => new URL(name))
  const ours = names.filter(({ origin, pathname }) => origin === location.origin && kindOf(pathname))
  return [...new Set([location.origin + location.pathname, ...ours.map(({ href }) => href)])]
}
