import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COLOURS, RADII, SIZES, SPACES } from '../../src/editor/design/tokens'

/** WCAG 2.2, success criteria 1.4.3 (text, 4.5:1) and 1.4.11 (controls, 3:1), for each theme. */
const css = readFileSync(join(import.meta.dirname, '../../src/ui/tokens.css'), 'utf8')
const TEXT = 4.5
const CONTROL = 3

const backgrounds = ['paper', 'surface', 'sunken'] as const
const pairs: [string, string, number][] = [
  ...backgrounds.flatMap((background): [string, string, number][] => [
    ...['ink', 'muted', 'accent', 'good', 'warn', 'bad'].map((text): [string, string, number] => [
      text,
      background,
      TEXT,
    ]),
    ['focus', background, CONTROL],
    ['line-strong', background, CONTROL],
  ]),
  ['ink', 'hover', TEXT],
  ['ink', 'pressed', TEXT],
  ['muted', 'hover', TEXT],
  ['on-accent', 'accent', TEXT],
  ['on-accent', 'accent-hover', TEXT],
  ['on-accent', 'accent-pressed', TEXT],
  ['on-bad', 'bad', TEXT],
  ['on-bad', 'bad-hover', TEXT],
  ['accent', 'accent-soft', TEXT],
  ['good', 'good-soft', TEXT],
  ['warn', 'warn-soft', TEXT],
  ['bad', 'bad-soft', TEXT],
]

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('the %s theme', (_theme, place) => {
  it.each(pairs)('shows %s on %s at %d:1 or better', (text, background, least) => {
    expect(contrast(colour(text, place), colour(background, place))).toBeGreaterThanOrEqual(least)
  })
})

function colour(token: string, place: 0 | 1): string {
  const found = new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css)
  const value = found?.[place + 1]
  if (value === undefined) throw new Error(`no colour --${token}`)
  return value
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('the design page', () => {
  const names = (prefix: string) =>
    new Set([...css.matchAll(new RegExp(`--${prefix}([a-z0-9-]+):`, 'g'))].map(([, name]) => name))

  it('shows every colour, size, space and radius there is', () => {
    const colours = [...css.matchAll(/--([a-z0-9-]+): light-dark/g)].map(([, name]) => name)
    expect(new Set(COLOURS)).toEqual(new Set(colours.filter((name) => !name?.startsWith('shade'))))
    expect(new Set(SIZES.map(String))).toEqual(names('size-'))
    expect(new Set(SPACES.map(String))).toEqual(names('space-'))
    expect(new Set(RADII)).toEqual(names('radius-'))
  })
})
