import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { compile } from '../../src/editor/i18n/compile'
import type { Catalogue } from '../../src/editor/i18n/en'

describe('a message', () => {
  const messages = { plain: 'Hello', named: '{a} and {b}, {a}', forms: 'none | one | {n} of {of}', mail: 'a@b.c' }
  const { t } = createI18n({
    legacy: false,
    locale: 'en',
    messages: { en: compile(messages) as unknown as Catalogue },
  }).global
  const say = t as (key: keyof typeof messages, ...values: unknown[]) => string

  it.each([
    ['has nothing to put in', say('plain'), 'Hello'],
    ['puts names in', say('named', { a: 'x | {b}', b: 2 }), 'x | {b} and 2, x | {b}'],
    ['leaves out what it is not given', say('named', { a: 'x', b: null }), 'x and , x'],
    ['has a form for none', say('forms', 0), 'none'],
    ['has a form for one', say('forms', 1), 'one'],
    ['has a form for many', say('forms', { of: 9 }, 7), '7 of 9'],
    ['knows no other signs', say('mail'), 'a@b.c'],
  ])('%s', (_what, said, expected) => {
    expect(said).toBe(expected)
  })

  it('holds no more of the syntax than is read', () => {
    const sources = import.meta.glob<object>(
      ['../../src/editor/**/*essages.en.ts', '../../src/editor/i18n/en/*.ts', '!**/index.ts'],
      { eager: true },
    )
    const all = textsOf(sources)
    expect(all.length).toBeGreaterThan(700)
    expect(all.filter((text) => /[{}|]|@[:.]/.test(text.replace(/\{\w+\}| \| /g, '')))).toEqual([])
  })
})

/** Every message of a catalogue, or of several. */
function textsOf(words: object): string[] {
  return Object.values(words).flatMap((word: string | object) => (typeof word === 'string' ? word : textsOf(word)))
}
