/** Going to a place in a panel: it is brought into view, given the focus, and marked for a moment. */
const FOCUSABLE = 'input:not([type="file"]), textarea, select, button'
const PATIENCE_MS = 3_000
const MARKED_MS = 2_400

/** Wait until the panel shows the place, then go there. Gives up where it does not come. Words in a new one are selected. */
export async function goToPlace(part: string, { isNew = false } = {}): Promise<void> {
  const place = await appearing(`aside [data-place="${CSS.escape(part)}"]`)
  if (!place) return
  const control = place.matches(FOCUSABLE) ? place : place.querySelector<HTMLElement>(FOCUSABLE)
  place.scrollIntoView({ block: 'center' })
  control?.focus({ preventScroll: true })
  if (isNew && control && 'select' in control) (control as HTMLInputElement).select()
  place.classList.add('marked')
  setTimeout(() => place.classList.remove('marked'), MARKED_MS)
}

async function appearing(selector: string): Promise<HTMLElement | null> {
  const end = performance.now() + PATIENCE_MS
  // At least two frames: the panel itself takes the focus when it opens.
  for (let frame = 0; performance.now() < end; frame += 1) {
    await new Promise(requestAnimationFrame)
    const found = document.querySelector<HTMLElement>(selector)
    if (found && frame >= 2) return found
  }
  return null
}
