import { createI18n } from 'vue-i18n'
import { en } from './en'

type Catalogue = typeof en

declare module 'vue-i18n' {
  // vue-i18n reads the catalogue's keys from this interface: an unknown key is a type error.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  export interface DefineLocaleMessage extends Catalogue {}
}

/** The interface's words. One language so far; the messages are parsed without evaluating code, as the CSP demands. */
export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en } })
