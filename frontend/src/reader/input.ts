/** What the reader's hands do: taps, keys, pointing at the picture and pressing it long. */
import type { View } from './view'

export interface Acts {
  choose(option: string): void
  back(): void
  rewind(depth: number): void
  act(name: string): void
}

const LONG_PRESS = 400

/** Listen to the whole page. Buttons say what they do in `data-option`, `data-depth` or `data-act`. */
export function listen(page: Document, view: View, acts: Acts): void {
  let held = false
  page.addEventListener('click', (event) => {
    if (held) return void (held = false)
    follow(event.target, acts)
  })
  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (press(event, page, view, acts)) event.preventDefault()
  })
  for (const [kind, lit] of [['pointerover', true], ['focusin', true], ['pointerout', false], ['focusout', false]] as const)
    page.addEventListener(kind, (event) => {
      const place = (event.target as Element).closest('[data-option]')
      if (place) view.light(lit ? (place.getAttribute('data-option') ?? undefined) : undefined, place.matches('polygon'))
    })
  page.addEventListener('pointerdown', () => (held = false))
  longPress(page, view, () => (held = true))
}

function follow(target: EventTarget | null, acts: Acts): void {
  const button = target instanceof Element ? target.closest('[data-option], [data-depth], [data-act]') : null
  if (!button || button.getAttribute('aria-disabled') === 'true') return
  const option = button.getAttribute('data-option')
  const depth = button.getAttribute('data-depth')
  if (option !== null) acts.choose(option)
  else if (depth !== null) acts.rewind(Number(depth))
  else acts.act(button.getAttribute('data-act') ?? '')
}

/** Keys: 1–9 choose, arrows walk the options, Enter takes a place in the picture, Backspace goes back. */
function press(event: KeyboardEvent, page: Document, view: View, acts: Acts): boolean {
  if (page.querySelector('dialog[open]')) return false
  const target = event.target as Element
  if (target.matches('polygon') && (event.key === 'Enter' || event.key === ' ')) {
    follow(target, acts)
    return true
  }
  const options = view.openOptions()
  if (/^[1-9]$/.test(event.key)) {
    const option = options[Number(event.key) - 1]?.dataset.option
    if (option !== undefined) acts.choose(option)
    return option !== undefined
  }
  if (event.key === 'Backspace') {
    acts.back()
    return true
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  return step !== undefined && walk(options, step, page)
}

/** Move the focus along the options; from elsewhere arrows scroll the page as ever, unless there is nothing to scroll. */
function walk(options: HTMLButtonElement[], step: number, page: Document): boolean {
  const at = options.findIndex((option) => option === page.activeElement)
  const root = page.documentElement
  if (at < 0 && root.scrollHeight > root.clientHeight) return false
  const next = options[at < 0 && step < 0 ? options.length - 1 : at + step]
  next?.focus()
  return next !== undefined
}

/** A long press on a picture shows its places for as long as it lasts, and chooses none of them. */
function longPress(page: Document, view: View, held: () => void): void {
  let timer = 0
  page.addEventListener('pointerdown', (event) => {
    const frame = (event.target as Element).closest('.frame')
    if (event.pointerType === 'mouse' || !frame?.querySelector('.hotspots')) return
    timer = window.setTimeout(() => {
      held()
      view.reveal(true)
    }, LONG_PRESS)
  })
  for (const kind of ['pointerup', 'pointercancel'])
    page.addEventListener(kind, () => {
      window.clearTimeout(timer)
      view.reveal(false)
    })
  page.addEventListener('contextmenu', (event) => {
    if ((event.target as Element).closest('.hotspots')) event.preventDefault()
  })
}
