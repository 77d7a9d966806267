import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { useApi } from '../../api/client'

interface LinkRequest {
  readonly sending: Ref<boolean>
  readonly failure: ShallowRef<unknown>
  /** Ask for a link; false when that did not work, and `failure` says why. */
  readonly send: (email: string) => Promise<boolean>
}

/** Asking for a sign-in link. The answer is the same for known and unknown addresses. */
export function useLinkRequest(): LinkRequest {
  const api = useApi()
  const sending = ref(false)
  const failure = shallowRef<unknown>()

  async function send(email: string): Promise<boolean> {
    sending.value = true
    failure.value = undefined
    try {
      await api.POST('/v1/sign-in-links', { body: { email } })
      return true
    } catch (error) {
      failure.value = error
      return false
    } finally {
      sending.value = false
    }
  }

  return { sending, failure, send }
}
