import { account } from './account'
import { app } from './app'
import { history } from './history'
import { home } from './home'
import { numbers } from './numbers'
import { presence } from './presence'
import { publish } from './publish'
import { signIn } from './sign-in'
import { story } from './story'
import { unsubscribe } from './unsubscribe'

/** Every word of the interface in English, by the part of it that says them. */
export const en = { ...app, account, history, home, numbers, presence, publish, signIn, story, unsubscribe } as const
