/** When to do what nobody waits for. */

/** After the next paint. */
export function afterPaint(run: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = run
    port2.postMessage(undefined)
  })
}

/** After the next paint, once the page has nothing better to do. */
export function whenIdle(run: () => void): void {
  const idle =
    'requestIdleCallback' in window ? (then: () => void) => requestIdleCallback(then, { timeout: 2000 }) : setTimeout
  requestAnimationFrame(() => void idle(run))
}
