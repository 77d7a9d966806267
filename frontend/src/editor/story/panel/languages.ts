/** Languages a story may be in, by name. Pure. */
import type { Choice } from './choices'

/** The languages most stories are in (BCP 47); any other is written as its code. */
const CODES =
  'af am ar az be bg bn bs ca cs cy da de de-AT de-CH el en en-AU en-CA en-GB en-US eo es es-419 es-MX et eu fa fi fil fr ' +
  'fr-CA fr-CH ga gl gu ha he hi hr hu hy id ig is it ja ka kk km kn ko la lo lt lv mk ml mn mr ms my nb ne nl nl-BE nn ' +
  'pa pl ps pt pt-BR pt-PT ro ru si sk sl so sq sr sv sw ta te th tl tr uk ur uz vi xh yo zh zh-Hans zh-Hant zu'

/** Each by its name in the words of `locale`, with its code, in the order of their names. */
export function languageChoices(locale: string): readonly Choice[] {
  const choices = CODES.split(' ').map((value) => ({ value, label: `${languageName(value, locale)} (${value})` }))
  return choices.toSorted((one, other) => one.label.localeCompare(other.label, locale))
}

/** The code itself where it has no name. */
export function languageName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(code) ?? code
  } catch (error) {
    if (error instanceof RangeError) return code
    throw error
  }
}
