import { createI18n } from 'vue-i18n'
import { compile } from './compile'
import type { Catalogue } from './en'
import { app } from './en/app'

declare module 'vue-i18n' {
  // vue-i18n reads the catalogue's keys from this interface: an unknown key is a type error.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  export interface DefineLocaleMessage extends Catalogue {}
}

/** The interface's words. One language so far; no message is evaluated as code, as the CSP demands. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: compile(app) as Catalogue },
})

type Some<Words> = { readonly [Key in keyof Words]?: Words[Key] extends string ? string : Some<Words[Key]> }

/** Have words at hand from now on. A room's come with its code, by an import of its `catalogue.ts`. */
export function learn(words: Some<Catalogue>): void {
  i18n.global.mergeLocaleMessage('en', compile(words))
}
