import { learn } from '../i18n'
import { signIn } from '../i18n/en/sign-in'

export const words = { signIn }

learn(words)
