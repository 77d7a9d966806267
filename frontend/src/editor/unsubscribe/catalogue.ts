import { learn } from '../i18n'
import { unsubscribe } from '../i18n/en/unsubscribe'

export const words = { unsubscribe }

learn(words)
