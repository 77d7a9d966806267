/** Where in a text area a letter stands. A browser does not say, so the text is laid out once more, unseen. */

const SHARED = [
  'boxSizing',
  'width',
  'paddingTop',
  'paddingRight',
  'paddingBottom',
  'paddingLeft',
  'borderTopWidth',
  'borderRightWidth',
  'borderLeftWidth',
  'borderStyle',
  'fontFamily',
  'fontSize',
  'fontWeight',
  'letterSpacing',
  'lineHeight',
  'direction',
] as const

export interface CaretPlace {
  /** From the area's corner, in CSS pixels: the letter's side, and the lower edge of its line. */
  readonly left: number
  readonly below: number
}

export function caretPlace(area: HTMLTextAreaElement, at: number): CaretPlace {
  const twin = document.createElement('div')
  const look = getComputedStyle(area)
  for (const name of SHARED) twin.style[name] = look[name]
  Object.assign(twin.style, {
    position: 'fixed',
    visibility: 'hidden',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'break-word',
  })
  const letter = document.createElement('span')
  letter.textContent = '{'
  twin.append(area.value.slice(0, at), letter)
  document.body.append(twin)
  const place = { left: letter.offsetLeft, below: letter.offsetTop + letter.offsetHeight - area.scrollTop }
  twin.remove()
  return place
}
