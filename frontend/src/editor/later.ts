/** Parts of the editor that nobody waits for at first: fetched in idle time, so that they open without a connection. */
import { defineAsyncComponent, type AsyncComponentLoader, type Component } from 'vue'

const loaders = new Set<() => Promise<unknown>>()

/** A component whose code comes when it is shown, or before that by `fetchLater`. */
export function later<Shown extends Component>(load: AsyncComponentLoader<Shown>): Shown {
  loaders.add(load)
  return defineAsyncComponent(load)
}

/** Code that comes when it is called for, or before that by `fetchLater`. */
export function laterCode<Code>(load: () => Promise<Code>): () => Promise<Code> {
  loaders.add(load)
  return load
}

/** Fetch every one that is known of; what does not come now may come when it is shown. */
export async function fetchLater(): Promise<void> {
  await idle()
  await Promise.allSettled([...loaders].map((load) => load()))
}

/** Resolves once the page has nothing better to do, within two seconds; Safari does not say. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 2_000 })
    else setTimeout(resolve, 200)
  })
}
