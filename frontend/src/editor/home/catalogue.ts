import { learn } from '../i18n'
import { home } from '../i18n/en/home'

export const words = { home }

learn(words)
