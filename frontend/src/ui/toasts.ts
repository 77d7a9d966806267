import { readonly, ref, type DeepReadonly, type Ref } from 'vue'

/** A short message about something that has just happened, gone after a while. */
export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'neutral' | 'good' | 'bad'
  readonly action?: { readonly label: string; readonly run: () => void }
}

const shown = ref<Toast[]>([])
let last = 0

/** The toasts on screen, oldest first; FToasts shows them. */
export const toasts: DeepReadonly<Ref<Toast[]>> = readonly(shown)

/** Show a message; the answer dismisses it early. What must not be missed belongs where it happened, not here. */
export function say(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): () => void {
  last += 1
  const id = last
  shown.value = [...shown.value.slice(-2), { id, text, tone: 'neutral', ...options }]
  return () => dismiss(id)
}

/** Take a message away. */
export function dismiss(id: number): void {
  shown.value = shown.value.filter((toast) => toast.id !== id)
}
