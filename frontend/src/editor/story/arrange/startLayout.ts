/** Starts the worker that lays scenes out, under the page's content security policy. */
import { trustedScript } from '../trusted'
import type { Arranged, Graph } from './graph'
import address from './layoutWorker?worker&url'

/** Lay out in a worker of its own; null where it was stopped. Rejects where the worker cannot start or breaks down. */
export function startLayout(graph: Graph, signal: AbortSignal): Promise<Arranged | null> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(trustedScript(address), { type: 'module', name: 'layout' })
    signal.addEventListener('abort', () => end(() => resolve(null)))
    worker.addEventListener('message', ({ data }: MessageEvent<Arranged>) => end(() => resolve(data)))
    worker.addEventListener('messageerror', () => end(() => reject(new LayoutFailed())))
    worker.addEventListener('error', () => end(() => reject(new LayoutFailed())))
    worker.postMessage(graph)

    function end(then: () => void): void {
      worker.terminate()
      then()
    }
  })
}

/** The worker could not lay the scenes out. */
export class LayoutFailed extends Error {}
