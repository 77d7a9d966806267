import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { say } from '../../ui'
import { describeFailure } from '../failure'
import { forgetAccount } from '../stores/forgetAccount'
import { useSession } from '../stores/session'

/** End this browser's session and leave; when that fails the session goes on and the person is told. */
export function useSignOut(): () => Promise<void> {
  const { t } = useI18n()
  const router = useRouter()
  const session = useSession()

  return async () => {
    try {
      await session.signOut()
    } catch (error) {
      say(describeFailure(error).title, { tone: 'bad' })
      return
    }
    forgetAccount()
    await router.push({ name: 'sign-in' })
    say(t('account.signedOut'))
  }
}
