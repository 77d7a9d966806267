import type { laterStory } from '../../story/laterMessages.en'
import type { story } from '../../story/messages.en'
import type { account } from './account'
import type { app } from './app'
import type { history } from './history'
import type { home } from './home'
import type { numbers } from './numbers'
import type { presence } from './presence'
import type { publish } from './publish'
import type { signIn } from './sign-in'
import type { unsubscribe } from './unsubscribe'

/** Every word of the interface in English, by the part of it that says them. */
export type Catalogue = typeof app & {
  account: typeof account
  history: typeof history
  home: typeof home
  numbers: typeof numbers
  presence: typeof presence
  publish: typeof publish
  signIn: typeof signIn
  story: typeof story & typeof laterStory
  unsubscribe: typeof unsubscribe
}
