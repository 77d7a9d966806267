import { learn } from '../i18n'
import { numbers } from '../i18n/en/numbers'

export const words = { numbers }

learn(words)
