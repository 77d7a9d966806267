/** The theme's colours as a canvas takes them. */

const TOKENS = {
  surface: '--surface',
  sunken: '--sunken',
  hover: '--hover',
  pressed: '--pressed',
  ink: '--ink',
  paper: '--paper',
  muted: '--muted',
  line: '--line',
  lineStrong: '--line-strong',
  accent: '--accent',
  focus: '--focus',
  dots: '--dots',
} as const

export type Look = Readonly<Record<keyof typeof TOKENS | 'font', string>>

/** Read the tokens where the element stands. A token may be `light-dark(…)`, which only a real property resolves. */
export function readLook(element: HTMLElement): Look {
  const probe = element.ownerDocument.createElement('span')
  element.append(probe)
  const computed = getComputedStyle(probe)
  const look: Record<string, string> = { font: computed.fontFamily }
  for (const [name, token] of Object.entries(TOKENS)) {
    probe.style.color = `var(${token})`
    look[name] = computed.color
  }
  probe.remove()
  return look as Look
}
