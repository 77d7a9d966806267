// Put into the pages of `bench editor`: when the scenes in sight were shown, and how evenly frames came meanwhile.
(() => {
  /** Resolves, with the time, after the frame that is being made; to be asked for while it is. */
  const painted = () =>
    new Promise((resolve) => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => resolve(performance.now())
      channel.port2.postMessage(0)
    })
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const inSight = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect()
    const seen = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
    return seen && element.checkVisibility({ visibilityProperty: true })
  }
  const cards = () =>
    [...document.querySelectorAll('[data-scene]')].filter(
      (card) => inSight(card) && card.querySelector('img')?.complete,
    ).length
  const curves = () => document.querySelectorAll('.vue-flow__edge, .react-flow__edge').length
  /** From the draft in memory until so many cards with their pictures, and so many curves, are to be seen. */
  window.benchShown = async (wantedCards, wantedCurves) => {
    do await frame()
    while (!window.benchBegan || cards() < wantedCards || curves() < wantedCurves)
    return (await painted()) - window.benchBegan
  }
  /** The same until the whole story is painted, tile by tile. */
  window.benchPainted = async () => {
    const canvas = () => document.querySelector('[data-testid="canvas-layer"]')
    const isEmpty = (layer) => !layer.getContext('2d').getImageData(layer.width / 2, layer.height / 2, 64, 64).data.some(Boolean)
    do await frame()
    while (!window.benchBegan || !canvas() || canvas().width <= 300 || isEmpty(canvas()))
    return (await painted()) - window.benchBegan
  }
  /** A story is opened by a click, where there is a home screen to click on. */
  addEventListener('click', () => (window.benchBegan ??= performance.now()), { capture: true })
  /** From then until the canvas has answered a turn of the wheel, and what is known of the pictures has come. */
  window.benchAnswered = async () => {
    const place = () => document.querySelector('.vue-flow__transformationpane')?.style.transform
    const pictures = () => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/assets'))
    const before = place()
    document.querySelector('.vue-flow__pane').dispatchEvent(new WheelEvent('wheel', { deltaY: 60, bubbles: true }))
    do await frame()
    while (place() === before || !pictures())
    return (await painted()) - window.benchBegan
  }
  let times = null
  window.benchFrames = () => {
    times = []
    const note = (time) => {
      times?.push(time)
      if (times) requestAnimationFrame(note)
    }
    requestAnimationFrame(note)
  }
  /** Frames a second since `benchFrames`. */
  window.benchRate = () => {
    const [first, last, count] = [times[0], times.at(-1), times.length - 1]
    times = null
    return (count * 1000) / (last - first)
  }
  /** What an edit costs from the frame it is made in to that frame being painted, the median of many. */
  window.benchTyping = async (count) => {
    const took = []
    for (let each = 0; each < count; each += 1) {
      await frame()
      const began = performance.now()
      window.benchType(`Scene ${'x'.repeat(each % 12)}`)
      took.push((await painted()) - began)
    }
    return took.sort((one, other) => one - other)[Math.floor(count / 2)]
  }
  /** A point of the plane where nothing lies, or of a card's title. */
  window.benchSpot = (what) => {
    const fits = (element) => {
      if (what === 'plane') return element.matches('.vue-flow__pane, .react-flow__pane')
      return element.closest('[data-scene]') && element.matches('h2, b')
    }
    for (let y = innerHeight * 0.7; y > 80; y -= 5)
      for (let x = innerWidth * 0.75; x > 120; x -= 9) {
        const element = document.elementFromPoint(x, y)
        if (element && fits(element)) return { x, y }
      }
    return null
  }
})()
