import { describe, expect, it } from 'vitest'
import {
  changedTheme,
  contrast,
  coverOf,
  lookOf,
  OWN_ACCENT,
  OWN_PAPER,
  pageStyle,
  pictureChoices,
} from '../../src/editor/story/panel/look'
import { paletteOf, type Palette } from '../../src/editor/story/panel/palettes'
import { newDocument, newScene, PLAIN_THEME, type Scene, type Theme } from '../../src/story'
import { vectors } from '../story/vectors'

const rows = vectors<{ theme: Theme; day: Palette; night: Palette }[]>('themes')

describe('a page', () => {
  it.each(rows)('has the colours of paper $theme.paper and accent $theme.accent', ({ theme, day, night }) => {
    expect(paletteOf(theme, 'day')).toEqual(day)
    expect(paletteOf(theme, 'night')).toEqual(night)
  })

  it('that has none of its own is left as it is', () => {
    expect(pageStyle(PLAIN_THEME, 'night')).toEqual({})
    const tinted = { ...PLAIN_THEME, paper: '#fff4d6' }
    expect(pageStyle(tinted, 'day')).toMatchObject({ '--paper': '#fff4d6', 'color-scheme': 'light' })
    expect(pageStyle(tinted, 'night')).toMatchObject({ 'color-scheme': 'dark' })
  })
})

describe('what the panel says of a look', () => {
  it.each(rows)('is what the page makes of paper $theme.paper and accent $theme.accent', ({ theme, day }) => {
    const look = lookOf(theme)
    expect([look.paper, look.surface]).toEqual([day.paper, day.surface])
    expect(look.accent).toBe((theme.accent ?? OWN_ACCENT).toLowerCase())
    expect(look.mark.kept).toBe(day.accent === look.accent)
    expect(look.words.easy).toBe(contrast(day.ink, day.paper) >= 7)
    expect(look.words.ratio).toBeGreaterThanOrEqual(4.5)
    expect(contrast(look.ink, look.paper)).toBeGreaterThanOrEqual(4.5)
    expect(look.isDark).toBe(contrast(day.ink, '#000000') > contrast(day.ink, '#ffffff'))
  })

  it('knows both easy and hard papers, and accents kept and not', () => {
    const looks = rows.map(({ theme }) => lookOf(theme))
    expect(new Set(looks.map(({ words }) => words.easy)).size).toBe(2)
    expect(new Set(looks.map(({ mark }) => mark.kept)).size).toBe(2)
    expect(lookOf(PLAIN_THEME)).toMatchObject({ paper: OWN_PAPER, words: { easy: true }, mark: { kept: true } })
  })
})

it('makes no edit of a change that is none', () => {
  expect(changedTheme(PLAIN_THEME, { font: 'book' })).toBeNull()
  expect(changedTheme(PLAIN_THEME, { paper: '#ffffff' })).toEqual({ ...PLAIN_THEME, paper: '#ffffff' })
})

describe('the cover', () => {
  const pictured = (id: string, title: string, image: string): [string, Scene] => {
    const scene = newScene(id, { x: 0, y: 0 }, title)
    return [id, { ...scene, data: { ...scene.data, image } }]
  }
  const scenes = new Map([
    pictured('a', 'Zenith', 'sea'),
    pictured('b', '', 'hill'),
    pictured('c', 'Again', 'sea'),
    pictured('d', 'Bare', ''),
  ])
  const story = { ...newDocument('Tale'), scenes, start: 'a' }

  it('is one of the pictures, each called by the first scene that shows it', () => {
    expect(pictureChoices(story, 'Untitled', 'Elsewhere')).toEqual([
      { value: 'hill', label: 'Untitled' },
      { value: 'sea', label: 'Zenith' },
    ])
    const elsewhere = { ...story, theme: { ...PLAIN_THEME, cover: 'front' } }
    expect(pictureChoices(elsewhere, 'Untitled', 'Elsewhere').at(-1)).toEqual({ value: 'front', label: 'Elsewhere' })
  })

  it('is the start’s where none is chosen', () => {
    expect(coverOf(story)).toBe('sea')
    expect(coverOf({ ...story, theme: { ...PLAIN_THEME, cover: 'hill' } })).toBe('hill')
    expect(coverOf({ ...story, start: null })).toBe('')
  })
})
