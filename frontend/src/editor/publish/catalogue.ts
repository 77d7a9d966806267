import { learn } from '../i18n'
import { publish } from '../i18n/en/publish'

export const words = { publish }

learn(words)
