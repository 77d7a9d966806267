import { learn } from '../i18n'
import { signIn } from '../i18n/en/sign-in'

learn({ signIn })
