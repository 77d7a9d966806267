/**
 * Where what had the focus is removed, the page's main region has it then. Left to nothing, the next key would mean
 * something nobody can see, and Tab would begin again at the top.
 */
import { useEventListener, useMutationObserver } from '@vueuse/core'

export function useKeptFocus(): void {
  let last: Element | null = null

  useEventListener(document, 'focusin', ({ target }) => {
    last = target instanceof Element ? target : null
  })
  // Left for nothing, as by a click on the page, it is not missed. Some browsers also say so just before they remove it.
  useEventListener(document, 'focusout', () =>
    queueMicrotask(() => {
      if (isNowhere() && last?.isConnected) last = null
    }),
  )
  useMutationObserver(
    document.body,
    () => {
      // What was removed may know better where the focus goes; a dialog says so in a task of its own.
      if (isLost()) setTimeout(() => isLost() && document.querySelector('main')?.focus({ preventScroll: true }))
    },
    { childList: true, subtree: true },
  )

  function isLost(): boolean {
    return isNowhere() && last?.isConnected === false
  }
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}
