import { useSession } from './session'
import { useStories } from './stories'

/** Forget what is known of the account that was signed in: another one may come. */
export function forgetAccount(): void {
  useSession().forget()
  useStories().forget()
}
