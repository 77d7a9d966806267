/**
 * What a story's colours come to on its page, as far as its creator wants to know. Pure.
 *
 * The page itself is laid out by `chalicelib/versions/theming.py`; `tests/vectors/themes.json` holds the two together.
 */
import { PLAIN_THEME, type Document as StoryDocument, type Theme } from '../../../story/model'
import type { Choice } from './choices'

/** The product's own colours by day. */
export const OWN_PAPER = '#fbf8f3'
export const OWN_ACCENT = '#b83e28'
const OWN_SURFACE = '#ffffff'
const INKS = ['#1f1b16', '#f3eee7'] as const
const [BLACK, WHITE] = ['#000000', '#ffffff'] as const
/** Contrast of words where black or white has it, and of whatever is to be read or found (WCAG 2.2). */
const WORDS = 7
const LEAST = 4.5

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
  const isDark = contrast(WHITE, paper) > contrast(BLACK, paper)
  const surface = theme.paper === null ? OWN_SURFACE : surfaceOn(paper, isDark)
  const usual = INKS[isDark ? 1 : 0]
  const words = contrast(isDark ? WHITE : BLACK, paper)
  const mark = Math.min(contrast(accent, paper), contrast(accent, surface))
  return {
    paper,
    surface,
    ink: contrast(usual, paper) >= WORDS ? usual : isDark ? WHITE : BLACK,
    accent,
    isDark,
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

/**
 * The custom properties that lay the theme over the reading page's style sheet, by day; those it leaves alone are not
 * among them. Close to what is published, where colours are moved in OKLCH.
 */
export function pageStyle(theme: Theme): Readonly<Record<string, string>> {
  const style: Record<string, string> = FONTS[theme.font] === '' ? {} : { '--prose': FONTS[theme.font] }
  if (theme.paper === null && theme.accent === null) return style
  const { paper, surface, ink, accent, isDark } = lookOf(theme)
  const limit = isDark ? WHITE : BLACK
  const seen = (colour: string) => Math.min(contrast(colour, paper), contrast(colour, surface)) >= LEAST
  const shades = Array.from({ length: 64 }, (_, step) => mixed(limit, accent, 1 - step / 64))
  return {
    ...style,
    'color-scheme': isDark ? 'dark' : 'light',
    '--paper': paper,
    '--surface': surface,
    '--ink': ink,
    '--muted': [0.34, 0.26, 0.18, 0.1].map((share) => mixed(ink, paper, share)).find(seen) ?? ink,
    '--line': mixed(ink, paper, 0.86),
    '--accent': shades.find(seen) ?? ink,
  }
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.2, “contrast ratio”). */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
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

function surfaceOn(paper: string, isDark: boolean): string {
  if (!isDark) return mixed(WHITE, paper, 0.3)
  const lighter = mixed(WHITE, paper, 0.95)
  return contrast(lighter, WHITE) >= WORDS ? lighter : mixed(BLACK, paper, 0.85)
}

/** A mixture in which the other colour has that share. */
function mixed(one: string, other: string, share: number): string {
  const theirs = bytes(other)
  const parts = bytes(one).map((mine, at) => toEven(mine + ((theirs[at] as number) - mine) * share))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** Halves go to the even neighbour, as Python rounds. */
function toEven(value: number): number {
  const floor = Math.floor(value)
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value)
}

function bytes(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}

function luminance(colour: string): number {
  const [red, green, blue] = bytes(colour).map((byte) => {
    const channel = byte / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
