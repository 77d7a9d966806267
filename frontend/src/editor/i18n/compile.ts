import type { MessageContext } from 'vue-i18n'

/** With what compiled messages are made of, and vue-i18n's types leave out: in `<i18n-t>`, values are nodes. */
interface Words extends MessageContext {
  interpolate(value: unknown): unknown
  normalize(parts: readonly unknown[]): string
}

type Message = (words: Words) => string

/**
 * A catalogue whose messages are functions, which vue-i18n calls without the compiler it is built without here.
 *
 * They may hold `{names}`, and forms for different numbers divided by ` | `: all that our words use of its syntax.
 * vue-i18n's types know a message by its words, so the catalogue keeps its own.
 */
export function compile<Catalogue extends object>(words: Catalogue): Catalogue {
  const entries = Object.entries(words) as [string, string | object][]
  return Object.fromEntries(
    entries.map(([key, word]) => [key, typeof word === 'string' ? compileMessage(word) : compile(word)]),
  ) as Catalogue
}

function compileMessage(text: string): Message {
  const forms = text.split(' | ')
  if (forms.length === 1) return compileForm(text)
  const compiled = new Map(forms.map((form) => [form, compileForm(form)]))
  return (words) => compiled.get(words.plural(forms))?.(words) ?? ''
}

function compileForm(form: string): Message {
  // Split by a pattern with a group, every second part is what the group caught.
  const parts = form.split(/\{(\w+)\}/)
  return (words) =>
    words.normalize(parts.map((part, place) => (place % 2 ? words.interpolate(words.named(part)) : part)))
}
