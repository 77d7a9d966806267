// Put into every measured page before its own scripts: when words and pictures were painted, and how long a tap takes.
(() => {
  /**
   * Whether these words are to be seen. The browser itself looks for them: what looks in every frame is part of what is
   * measured, and pages differ in how much there is to go through.
   */
  const shows = (words) => {
    if (document.body === null) return false
    const found = document.evaluate(
      `//text()[contains(., "${words}")]`,
      document.body,
      null,
      XPathResult.UNORDERED_NODE_SNAPSHOT_TYPE,
    )
    for (let index = 0; index < found.snapshotLength; index += 1)
      if (found.snapshotItem(index).parentElement.checkVisibility()) return true
    return false
  }
  /** Resolves, with the time, after the frame that is being made; to be asked for while it is. */
  const painted = () =>
    new Promise((resolve) => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => resolve(performance.now())
      channel.port2.postMessage(0)
    })
  /** Resolves within the first frame in which it is so. */
  const until = (comes) =>
    new Promise((resolve) => {
      const look = () => (comes() ? resolve() : requestAnimationFrame(look))
      requestAnimationFrame(look)
    })
  const seen = { text: null, paint: null, shift: 0, tap: null, answered: null }
  window.__bench = seen
  void until(() => shows('Scene number 0.'))
    .then(painted)
    .then((time) => (seen.text = time))
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.paint = entry.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
  /** Time the next click, from when it happened until the words of this scene are painted. */
  window.__benchTap = (number) => {
    const words = `Scene number ${number}.`
    seen.tap = null
    addEventListener(
      'click',
      (event) =>
        void until(() => shows(words))
          .then(painted)
          .then((time) => {
            seen.tap = time - event.timeStamp
            seen.answered = time
          }),
      { capture: true, once: true },
    )
  }
  /** Press the first option the moment it is painted, as the most eager reader does. */
  window.__benchEager = async (selector) => {
    await until(() => {
      const option = document.querySelector(selector)
      return option !== null && option.getClientRects().length > 0 && !option.disabled
    })
    await painted()
    window.__benchTap(1)
    document.querySelector(selector).click()
  }
})()
