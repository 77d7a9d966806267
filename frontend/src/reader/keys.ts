/** What the reader's hands do on a keyboard, beside walking and pressing buttons as on any page. */
import { follow, type Acts } from './input'
import type { View } from './view'

/** Listen to the whole page. */
export function listenToKeys(page: Document, view: View, acts: Acts): void {
  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (press(event, page, view, acts)) event.preventDefault()
  })
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
    if (event.repeat) return true // a key held down chooses once
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
