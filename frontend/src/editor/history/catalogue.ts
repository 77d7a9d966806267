import { learn } from '../i18n'
import { history } from '../i18n/en/history'

export const words = { history }

learn(words)
