import { expect, it } from 'vitest'
import { matching } from '../../src/editor/story/panel/choices'
import { languageChoices, languageName } from '../../src/editor/story/panel/languages'
import { LANGUAGE_SHAPE } from '../../src/story/model'

it('offers codes a story may have, each once, by their names', () => {
  const codes = languageChoices('en').map(({ value }) => value)
  expect(codes.filter((code) => !LANGUAGE_SHAPE.test(code))).toEqual([])
  expect(new Set(codes).size).toBe(codes.length)
})

it.each([
  ['brazil', 'pt-BR'],
  ['germ', 'de'],
  ['uk', 'uk'],
])('what is typed as %s finds %s', (typed, code) => {
  expect(matching(languageChoices('en'), typed).map(({ value }) => value)).toContain(code)
})

it.each([
  ['de', 'German'],
  ['not a code', 'not a code'],
])('%s is called %s', (code, name) => {
  expect(languageName(code, 'en')).toBe(name)
})
