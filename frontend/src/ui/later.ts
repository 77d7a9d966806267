/** Parts of the editor that nobody waits for at first: fetched in idle time, so that they open without a connection. */
import { defineAsyncComponent, onErrorCaptured, type AsyncComponentLoader, type Component } from 'vue'

/** The code of a part did not come; the page has said why (see `main.ts`). It is asked for again when it is shown again. */
export class PartNotLoaded extends Error {}

const loaders = new Set<() => Promise<unknown>>()

/** A component whose code comes when it is shown, or before that by `fetchLater`. */
export function later<Shown extends Component>(load: AsyncComponentLoader<Shown>): Shown {
  loaders.add(load)
  return defineAsyncComponent(whole(load))
}

/** Code that comes when it is called for, or before that by `fetchLater`. Raises PartNotLoaded. */
export function laterCode<Code>(load: () => Promise<Code>): () => Promise<Code> {
  loaders.add(load)
  return whole(load)
}

/**
 * Close what is open in this component where the code of a part of it did not come: opened again, it asks again.
 * A browser that remembers the failure (Chromium, until the page is loaded again) has the page say so again.
 */
export function onPartNotLoaded(close: () => void): void {
  onErrorCaptured((error) => {
    if (error instanceof PartNotLoaded) close()
  })
}

/** Where `main.ts` has taken note of a failure, vite gives nothing instead of throwing. */
function whole<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return () => load().then((part) => part ?? Promise.reject(new PartNotLoaded()))
}

/** Fetch every one that is known of; what does not come now may come when it is shown. */
export async function fetchLater(): Promise<void> {
  await idle()
  if (!navigator.onLine) return
  await Promise.allSettled([...loaders].map((load) => load()))
}

/** Resolves once the page has nothing better to do, within two seconds; Safari does not say. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 2_000 })
    else setTimeout(resolve, 200)
  })
}
