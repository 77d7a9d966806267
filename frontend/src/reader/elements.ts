/** Making elements, in one line each. Text is set as text; only `sceneHtml` ever makes HTML of a string. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

export function drawn<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Node[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** Outlines from lucide (ISC licence), the product's icon set; what only comes later brings its own. */
export const ICONS = {
  back: 'm12 19-7-7 7-7M19 12H5',
  path: 'M6 3v12M18 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM6 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM18 9a9 9 0 0 1-9 9',
  about: 'M12 22a10 10 0 1 0 0-20 10 10 0 0 0 0 20ZM12 16v-4M12 8h.01',
  share: 'M12 2v13M16 6l-4-4-4 4M4 12v8a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-8',
  again: 'M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.740 2.740L3 8M3 3v5h5',
  place: 'M20 10c0 5-8 12-8 12s-8-7-8-12a8 8 0 0 1 16 0ZM12 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  lock: 'M5 11h14v11H5zM7 11V7a5 5 0 0 1 10 0v4',
} as const

/** A picture beside words that say the same; `directed` ones turn around in right-to-left text. */
export function icon(outline: string): SVGElement {
  const kind = outline === ICONS.back || outline === ICONS.again ? 'icon directed' : 'icon'
  return drawn('svg', { class: kind, viewBox: '0 0 24 24', 'aria-hidden': 'true' }, drawn('path', { d: outline }))
}

/** A button that says what it does, `act` naming it to the listener above. */
export function control(act: string, outline: string, label: string): HTMLButtonElement {
  return element('button', { type: 'button', 'data-act': act }, icon(outline), label)
}
