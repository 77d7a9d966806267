import { onScopeDispose } from 'vue'
import { safeReturn } from '../router'

const KEY = 'fabula-return'
const CHANNEL = 'fabula-sign-in'

/** Keep where the person was going; the link may open in another tab of this browser, so it outlives this one. */
export function rememberReturn(path: string): void {
  localStorage.setItem(KEY, path)
}

/** Where the person was going, once; home when nowhere. */
export function takeReturn(): string {
  const path = safeReturn(localStorage.getItem(KEY))
  localStorage.removeItem(KEY)
  return path
}

/**
 * Tell the other tabs of this browser that it is signed in now (the function that is given back), and be told by them.
 *
 * A tab does not hear itself. Ends with the component.
 */
export function useSignInNews(onElsewhere: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.addEventListener('message', onElsewhere)
  onScopeDispose(() => channel.close())
  return () => channel.postMessage('signed-in')
}
