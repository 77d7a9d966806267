/**
 * In a frame on somebody else's page: say how high the story is, so that the page can make room for it, and open links
 * beside the frame. Nothing else leaves it. What is shown stays in sight, which the frame itself cannot scroll to.
 */

/** The one message a frame sends to the page around it. */
export interface SizeMessage {
  fabula: 'size'
  /** CSS pixels, rounded up. */
  height: number
}

/** Keep the page around this one told of its height. */
export function tellHeight(root: HTMLElement, around: Pick<Window, 'postMessage'>): void {
  let told = 0
  new ResizeObserver(() => {
    const height = Math.ceil(root.getBoundingClientRect().height)
    if (height === told) return
    told = height
    around.postMessage({ fabula: 'size', height } satisfies SizeMessage, '*')
  }).observe(root)
}

/** Have links out of the story open in a tab of their own: most pages refuse to be shown in a frame. */
export function openLinksBeside(root: Document): void {
  root.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('a') : null
    if (!link?.getAttribute('href')?.startsWith('http')) return
    link.target = '_blank'
    link.rel = 'noopener'
  })
}

/**
 * Bring the top of every further scene into sight, once, when its heading has the focus: a frame as high as its scene
 * scrolls nothing by itself.
 */
export function bringScenesIntoSight(main: HTMLElement): void {
  let seen = main.querySelector('.scene')
  main.addEventListener('focusin', ({ target }) => {
    const scene = target instanceof HTMLHeadingElement ? target.closest('.scene') : null
    if (!scene || scene === seen) return
    seen = scene
    scene.scrollIntoView({ block: 'start' })
  })
}

/** Open sheets where they were asked for: the middle of a frame as high as its scene may be far out of sight. */
export function openSheetsInSight(root: Document): void {
  let asked = 0
  const note = ({ target }: Event) => {
    const from = target instanceof Element ? target.closest('button, [tabindex]') : null
    if (from) asked = from.getBoundingClientRect().bottom
  }
  root.addEventListener('click', note, { capture: true })
  root.addEventListener('keydown', note, { capture: true })
  new MutationObserver((changes) => {
    for (const sheet of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!(sheet instanceof HTMLDialogElement)) continue
      const room = window.innerHeight - sheet.offsetHeight
      sheet.style.marginBlock = `${Math.max(0, Math.min(room, asked - sheet.offsetHeight))}px auto`
    }
  }).observe(root.body, { childList: true })
}

/** Settle in the frame. */
export function settleInFrame(): void {
  openLinksBeside(document)
  openSheetsInSight(document)
  const main = document.getElementById('story')
  if (main) bringScenesIntoSight(main)
  if (window.parent !== window) tellHeight(document.documentElement, window.parent)
}
