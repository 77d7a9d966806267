import { learn } from '../i18n'
import { presence } from '../i18n/en/presence'
import { story } from './messages.en'

export const words = { presence, story }

learn(words)
