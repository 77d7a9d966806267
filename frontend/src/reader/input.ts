/** What the reader's hands do: taps. */
export interface Acts {
  choose(option: string): void
  back(): void
  rewind(depth: number): void
  act(name: string): void
}

/** Milliseconds between the clicks of a double click; who knows a story by heart taps on sooner than browsers think. */
const DOUBLE = 250

/** Listen to the whole page. Buttons say what they do in `data-option`, `data-depth` or `data-act`. */
export function listen(page: Document, acts: Acts): void {
  let before = -Infinity
  page.addEventListener('click', (event) => {
    const soon = event.detail > 1 && event.timeStamp - before < DOUBLE
    before = event.timeStamp
    if (!soon || !isOption(event.target)) follow(event.target, acts)
  })
}

/** The second click of a double click meets the next scene's option in the same place, which nobody has read yet. */
function isOption(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-option]') !== null
}

/** Do what the button says that was pressed, if it was one; a link of the published page leads on by itself. */
export function follow(target: EventTarget | null, acts: Acts): void {
  const button = target instanceof Element ? target.closest('[data-option], [data-depth], [data-act]') : null
  if (!button || button.matches('a, [aria-disabled="true"]')) return
  const option = button.getAttribute('data-option')
  const depth = button.getAttribute('data-depth')
  if (option !== null) acts.choose(option)
  else if (depth !== null) acts.rewind(Number(depth))
  else acts.act(button.getAttribute('data-act') ?? '')
}
