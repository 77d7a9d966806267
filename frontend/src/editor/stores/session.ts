import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { answered, useApi, type Schemas } from '../../api/client'
import { onAccountForgotten } from './forgetAccount'

/** Who is signed in here. A call that needs a session and has none leads to sign-in by itself (see `main.ts`). */
export const useSession = defineStore('session', () => {
  const api = useApi()
  const account = shallowRef<Schemas['Account']>()
  const signingOut = ref(false)

  /** Load the account, once. */
  async function load(): Promise<void> {
    account.value ??= await answered(api.GET('/v1/account'))
  }

  /** Take over the account a sign-in answered with. */
  function begin(signedIn: Schemas['Account']): void {
    account.value = signedIn
  }

  /** Forget whose session it was. */
  function forget(): void {
    account.value = undefined
  }

  /** End this browser's session, not what is known of it. Throws what the API throws; the session then goes on. */
  async function signOut(): Promise<void> {
    signingOut.value = true
    try {
      await api.DELETE('/v1/account-sessions/{session_id}', { params: { path: { session_id: 'current' } } })
    } finally {
      signingOut.value = false
    }
  }

  onAccountForgotten(forget)

  return { account, signingOut, load, begin, forget, signOut }
})
