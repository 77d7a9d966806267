/**
 * The colours of a story's page by day and by night, as `chalicelib/versions/theming.py` lays them out, which says why.
 * `tests/vectors/themes.json` holds the two together. Pure.
 */
import type { Theme } from '../../../story/model'

export interface Palette {
  readonly paper: string
  readonly surface: string
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly accent: string
  readonly focus: string
}

/** The product's own, as the reading page's style sheet has them. */
export const DAY: Palette = {
  paper: '#fbf8f3',
  surface: '#ffffff',
  ink: '#1f1b16',
  muted: '#6b6259',
  line: '#e7e0d6',
  accent: '#b83e28',
  focus: '#1f6fb2',
}
export const DARK: Palette = {
  paper: '#161412',
  surface: '#1f1c19',
  ink: '#f3eee7',
  muted: '#a89e92',
  line: '#35302b',
  accent: '#ff8a66',
  focus: '#7cb8ee',
}

/** Contrast of words where black or white has it, of whatever is to be read or found, and of white on a night's paper. */
export const WORDS = 7
export const LEAST = 4.5
const NIGHT = 13
const NIGHT_LIGHTNESS = 0.19
const NIGHT_CHROMA = 0.035
const STEP = 1 / 256
export const [BLACK, WHITE] = ['#000000', '#ffffff'] as const

type Limit = typeof BLACK | typeof WHITE
type Triple = readonly [number, number, number]

/** The page's colours. By night a light paper is shown dark, in the same hue. */
export function paletteOf({ paper, accent }: Theme, when: 'day' | 'night'): Palette {
  const own = when === 'day' ? DAY : DARK
  const chosen = paper?.toLowerCase()
  const palette = chosen === undefined ? own : onPaper(when === 'day' ? chosen : byNight(chosen))
  if (accent === null) return palette
  const grounds = [palette.paper, palette.surface]
  return { ...palette, accent: readable(accent.toLowerCase(), grounds, LEAST, limitOn(palette.paper)) }
}

/** Whether white stands out from it more than black does. */
export function isDark(paper: string): boolean {
  return contrast(WHITE, paper) > contrast(BLACK, paper)
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.2, “contrast ratio”). */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

function onPaper(paper: string): Palette {
  const limit = limitOn(paper)
  const base = limit === WHITE ? DARK : DAY
  const surface = surfaceOn(paper, limit)
  const grounds = [paper, surface]
  const ink = readable(tinted(base.ink, paper), grounds, WORDS, limit)
  return {
    paper,
    surface,
    ink,
    muted: readable(mixed(ink, paper, 0.34), grounds, LEAST, limit),
    line: mixed(ink, paper, 0.86),
    accent: readable(base.accent, grounds, LEAST, limit),
    focus: readable(base.focus, grounds, LEAST, limit),
  }
}

function limitOn(paper: string): Limit {
  return isDark(paper) ? WHITE : BLACK
}

/** What lies on the paper, a little lighter than it; darker where that would take the words' contrast away. */
export function surfaceOn(paper: string, limit: Limit): string {
  if (limit === BLACK) return mixed(WHITE, paper, 0.3)
  const lighter = mixed(WHITE, paper, 0.95)
  return contrast(lighter, WHITE) >= WORDS ? lighter : mixed(BLACK, paper, 0.85)
}

function byNight(paper: string): string {
  if (contrast(paper, WHITE) >= NIGHT) return paper
  const [, chroma, hue] = oklch(paper)
  return hex([NIGHT_LIGHTNESS, Math.min(chroma, NIGHT_CHROMA), hue])
}

/** The colour, as little lighter or darker as gives it that contrast on all grounds; else black or white. */
function readable(colour: string, grounds: readonly string[], least: number, limit: Limit): string {
  const [first, chroma, hue] = oklch(colour)
  let [shade, lightness] = [colour, first]
  while (!grounds.every((ground) => contrast(shade, ground) >= least)) {
    lightness += limit === WHITE ? STEP : -STEP
    if (lightness <= 0 || lightness >= 1) return limit
    shade = hex([lightness, chroma, hue])
  }
  return shade
}

/** The colour with a touch of the paper's hue. */
function tinted(colour: string, paper: string): string {
  const [lightness, chroma] = oklch(colour)
  const [, own, hue] = oklch(paper)
  return hex([lightness, Math.min(chroma, own), hue])
}

/** A mixture in which the other colour has that share. */
function mixed(one: string, other: string, share: number): string {
  const theirs = bytes(other)
  return written(bytes(one).map((mine, at) => mine + ((theirs[at] as number) - mine) * share))
}

function luminance(colour: string): number {
  const [red, green, blue] = linear(colour)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function bytes(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}

function written(parts: readonly number[]): string {
  return `#${parts.map((part) => toEven(part).toString(16).padStart(2, '0')).join('')}`
}

/** Halves go to the even neighbour, as Python rounds. */
function toEven(value: number): number {
  const floor = Math.floor(value)
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value)
}

function linear(colour: string): Triple {
  return bytes(colour).map((byte) => {
    const channel = byte / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as unknown as Triple
}

function fromLinear(channel: number): number {
  return channel <= 0.0031308 ? 12.92 * channel : 1.055 * channel ** (1 / 2.4) - 0.055
}

/** Lightness from 0 to 1, chroma, hue in radians. */
function oklch(colour: string): Triple {
  const [red, green, blue] = linear(colour)
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  const lightness = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short
  const a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short
  const b = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short
  return [lightness, Math.hypot(a, b), Math.atan2(b, a)]
}

/** The colour on screens, with as much of its chroma as they can show. */
function hex([lightness, full, hue]: Triple): string {
  for (let chroma = full; ; chroma *= 0.97) {
    const channels = srgb(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue))
    if (chroma < 1e-3 || channels.every((channel) => channel >= -1e-4 && channel <= 1 + 1e-4))
      return written(channels.map((channel) => 255 * Math.min(Math.max(fromLinear(channel), 0), 1)))
  }
}

/** Linear red, green and blue, beyond 0 and 1 where screens cannot show it. */
function srgb(lightness: number, a: number, b: number): Triple {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
}
