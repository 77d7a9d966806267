import { learn } from '../i18n'
import { account } from '../i18n/en/account'

learn({ account })
