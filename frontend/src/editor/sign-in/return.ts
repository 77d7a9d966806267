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

/** Tell the other tabs of this browser that it is signed in now. */
export function announceSignIn(): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('signed-in')
  channel.close()
}

/** Be told when another tab of this browser signs in. Ends with the component. */
export function onSignInElsewhere(act: () => void): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.addEventListener('message', act)
  onScopeDispose(() => channel.close())
}
