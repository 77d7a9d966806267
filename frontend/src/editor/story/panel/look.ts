/**
 * What a story's colours come to on its page, as far as its creator wants to know, and in the preview. Pure.
 */
import { PLAIN_THEME, type Document as StoryDocument, type Theme } from '../../../story/model'
import type { Choice } from './choices'
import { BLACK, contrast, DARK, DAY, isDark, LEAST, paletteOf, surfaceOn, WHITE, WORDS } from './palettes'

export { contrast }

export const [OWN_PAPER, OWN_ACCENT] = [DAY.paper, DAY.accent]
const INKS = [DAY.ink, DARK.ink] as const

export interface Look {
  readonly paper: string
  /** What lies on the paper. */
  readonly surface: string
  readonly ink: string
  /** As its creator chose it. */
  readonly accent: string
  readonly isDark: boolean
  /** The best any ink stands out from the paper, from 4.58 to 21; no less than 7 is easy to read. */
  readonly words: { readonly ratio: number; readonly easy: boolean }
  /** How the accent stands out from the paper and what lies on it, and whether the page shows it as it is. */
  readonly mark: { readonly ratio: number; readonly kept: boolean }
}

/** How the page looks by day. */
export function lookOf(theme: Theme): Look {
  const paper = theme.paper?.toLowerCase() ?? OWN_PAPER
  const accent = theme.accent?.toLowerCase() ?? OWN_ACCENT
  const dark = isDark(paper)
  const limit = dark ? WHITE : BLACK
  const surface = theme.paper === null ? DAY.surface : surfaceOn(paper, limit)
  const usual = INKS[dark ? 1 : 0]
  const words = contrast(limit, paper)
  const mark = Math.min(contrast(accent, paper), contrast(accent, surface))
  return {
    paper,
    surface,
    ink: contrast(usual, paper) >= WORDS ? usual : limit,
    accent,
    isDark: dark,
    words: { ratio: words, easy: words >= WORDS },
    mark: { ratio: mark, kept: mark >= LEAST },
  }
}

/** What a font is on the page; a book's is the style sheet's own. */
const FONTS: Readonly<Record<Theme['font'], string>> = {
  book: '',
  plain: 'var(--sans)',
  typewriter: "'American Typewriter', 'Courier Prime', 'Courier New', Courier, 'Liberation Mono', monospace",
}

/** The custom properties that lay the theme over the reading page's style sheet; those it leaves alone are not among them. */
export function pageStyle(theme: Theme, when: 'day' | 'night'): Readonly<Record<string, string>> {
  const style: Record<string, string> = FONTS[theme.font] === '' ? {} : { '--prose': FONTS[theme.font] }
  if (theme.paper === null && theme.accent === null) return style
  const palette = paletteOf(theme, when)
  style['color-scheme'] = isDark(palette.paper) ? 'dark' : 'light'
  for (const name of Object.keys(palette) as (keyof typeof palette)[]) style[`--${name}`] = palette[name]
  return style
}

/** The theme with that changed; null where it is the same. */
export function changedTheme(theme: Theme, change: Partial<Theme>): Theme | null {
  const changed = { ...theme, ...change }
  const names = Object.keys(PLAIN_THEME) as (keyof Theme)[]
  return names.every((name) => changed[name] === theme[name]) ? null : changed
}

/** The story's pictures, each once, called by the first scene that shows it; then a cover that none does. */
export function pictureChoices(document: StoryDocument, untitled: string, elsewhere: string): Choice[] {
  const names = new Map<string, string>()
  for (const { data } of document.scenes.values())
    if (data.image !== '' && !names.has(data.image)) names.set(data.image, data.title || untitled)
  const { cover } = document.theme
  const choices = [...names].map(([value, label]) => ({ value, label }))
  choices.sort((one, two) => one.label.localeCompare(two.label))
  return cover === '' || names.has(cover) ? choices : [...choices, { value: cover, label: elsewhere }]
}

/** The picture the story's cover is: its own, or the start's; empty where there is neither. */
export function coverOf({ theme, start, scenes }: StoryDocument): string {
  return theme.cover || (start === null ? '' : (scenes.get(start)?.data.image ?? ''))
}
