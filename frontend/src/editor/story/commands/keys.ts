/** Keys as commands name them: `Mod+Shift+Z`, `Alt+ArrowUp`, `N`, `?`. Mod is Command on a Mac and Control elsewhere. Pure. */

export interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/**
 * Whether these keys were pressed.
 *
 * Shift is part of a sign such as `?` and is not asked about there: keyboards differ in what needs it.
 */
export function isPressed(keys: string, event: Pressed): boolean {
  const { mod, alt, shift, key } = partsOf(keys)
  if (mod !== (event.ctrlKey || event.metaKey) || alt !== event.altKey) return false
  if (event.key.toLowerCase() !== key.toLowerCase()) return false
  return isSign(key) || shift === event.shiftKey
}

const ON_A_MAC: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Backspace: '⌫',
  Delete: '⌦',
  Enter: '↩',
  Escape: 'esc',
}
const ELSEWHERE: Readonly<Record<string, string>> = { Mod: 'Ctrl', Delete: 'Del', Escape: 'Esc' }
const ARROWS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' }

/** What is written on the keys, one after the other. */
export function keyNames(keys: string, mac: boolean): readonly string[] {
  const { mod, alt, shift, key } = partsOf(keys)
  const names = mac ? ON_A_MAC : ELSEWHERE
  const held = [...(mod ? ['Mod'] : []), ...(alt ? ['Alt'] : []), ...(shift ? ['Shift'] : [])]
  return [...held, key].map((name) => ARROWS[name] ?? names[name] ?? name)
}

/** The keys in one word, as menus show them. */
export function keyLabel(keys: string, mac: boolean): string {
  return keyNames(keys, mac).join(mac ? '' : '+')
}

/** For `aria-keyshortcuts`. */
export function ariaKeys(keys: readonly string[]): string {
  return keys
    .flatMap((each) =>
      each.startsWith('Mod+') ? [each.replace('Mod', 'Control'), each.replace('Mod', 'Meta')] : [each],
    )
    .join(' ')
}

/** Whether this computer's keyboard has a Command key. */
export function isMac(platform: string): boolean {
  return /mac|iphone|ipad/i.test(platform)
}

function partsOf(keys: string): { mod: boolean; alt: boolean; shift: boolean; key: string } {
  const parts = keys.split('+')
  const key = parts.at(-1) || '+'
  return { mod: parts.includes('Mod'), alt: parts.includes('Alt'), shift: parts.includes('Shift'), key }
}

/** A single character that is neither letter nor digit. */
function isSign(key: string): boolean {
  return [...key].length === 1 && !/[\p{L}\p{N}]/u.test(key)
}
