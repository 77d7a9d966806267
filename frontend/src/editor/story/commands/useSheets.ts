/**
 * What lies open above the canvas or beside it. Its code may have to be fetched first: what is typed meanwhile is meant
 * for it, and kept.
 */
import { useEventListener } from '@vueuse/core'
import { ref, type Ref } from 'vue'
import { onPartNotLoaded } from '../../../ui/later'
import type { Sheet } from './desk'

export interface Sheets {
  readonly sheet: Ref<Sheet | null>
  /** What was typed before it was there. */
  readonly typed: Ref<string>
  /** Enter was pressed then: the first of what is found is meant. */
  readonly entered: Ref<boolean>
  readonly open: (which: Sheet) => void
  readonly close: () => void
  /** It is there, and has the focus. */
  readonly ready: () => void
}

export function useSheets(): Sheets {
  const sheet = ref<Sheet | null>(null)
  const typed = ref('')
  const entered = ref(false)
  let awaited = false

  function open(which: Sheet): void {
    if (sheet.value === which) return
    sheet.value = which
    typed.value = ''
    entered.value = false
    awaited = which !== 'help'
  }

  function close(): void {
    sheet.value = null
    awaited = false
  }

  // Nothing waits for what is typed then.
  onPartNotLoaded(close)

  useEventListener(
    window,
    'keydown',
    (event) => {
      if (!awaited || event.metaKey || event.ctrlKey || event.altKey) return
      if (event.key === 'Escape') close()
      else if (event.key === 'Enter') entered.value = true
      else if (event.key === 'Backspace') typed.value = typed.value.slice(0, -1)
      else if ([...event.key].length === 1) typed.value += event.key
      else return
      event.preventDefault()
      event.stopImmediatePropagation()
    },
    { capture: true },
  )

  return { sheet, typed, entered, open, close, ready: () => (awaited = false) }
}
