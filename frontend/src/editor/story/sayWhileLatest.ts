import { watch } from 'vue'
import { say } from '../../ui'

/** Say what was just done in a draft with a way back, for as long as that is what undo would take back. */
export function sayWhileLatest(
  draft: { readonly latest: string | null },
  text: string,
  options: Parameters<typeof say>[1],
): void {
  const dismiss = say(text, options)
  watch(() => draft.latest, dismiss, { once: true })
}
