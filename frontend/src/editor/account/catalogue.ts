import { learn } from '../i18n'
import { account } from '../i18n/en/account'

export const words = { account }

learn(words)
