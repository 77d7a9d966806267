/** What the reader's hands do on a keyboard, beside walking and pressing buttons as on any page. */
import { toggleHotspots } from './hotspots'
import { follow, type Acts } from './input'
import type { View } from './view'

/** Where keys belong to what has the focus. */
const WRITING = 'input, textarea, select, [contenteditable]'

/** Listen to the whole page. */
export function listenToKeys(page: Document, view: View, acts: Acts): void {
  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (page.querySelector('dialog[open]') || (event.target as Element).closest(WRITING)) return
    if (press(event, page, view, acts)) event.preventDefault()
  })
}

/** Whether the key meant something: 1–9 choose, arrows walk, Enter takes a place, Backspace goes back, H and ? show. */
function press({ key, repeat, target }: KeyboardEvent, page: Document, view: View, acts: Acts): boolean {
  const place = (target as Element).closest('polygon')
  if (place && (key === 'Enter' || key === ' ')) {
    if (!repeat) follow(place, acts)
    return true
  }
  const options = view.openOptions()
  if (/^[1-9]$/.test(key)) {
    const option = options[Number(key) - 1]?.dataset.option
    if (option !== undefined && !repeat) acts.choose(option) // a key held down chooses once
    return option !== undefined
  }
  switch (key) {
    case 'Backspace':
      if (!repeat) acts.back()
      return true
    case 'h':
    case 'H':
      if (!repeat) view.say(toggleHotspots(view.article))
      return true
    case '?':
      acts.act('keys')
      return true
    case 'ArrowDown':
    case 'ArrowUp':
      return walk(place ? [...view.article.querySelectorAll('polygon')] : options, key === 'ArrowDown' ? 1 : -1, page)
    default:
      return false
  }
}

/** Move the focus along; from elsewhere arrows scroll the page as ever, as far as there is something to scroll. */
function walk(among: (HTMLElement | SVGElement)[], step: 1 | -1, page: Document): boolean {
  const at = among.findIndex((one) => one === page.activeElement)
  const { scrollHeight, clientHeight, scrollTop } = page.documentElement
  const left = step > 0 ? scrollHeight - clientHeight - scrollTop : scrollTop
  if (at < 0 && left > 1) return false
  const next = among[at < 0 && step < 0 ? among.length - 1 : at + step]
  next?.focus()
  return next !== undefined
}
