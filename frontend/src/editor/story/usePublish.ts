/** The dialogs about what goes to the server and from there to readers: edits it has refused, and publishing. */
import { useEventListener, useTimeoutFn } from '@vueuse/core'
import { ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { say } from '../../ui'
import { onPartNotLoaded } from '../../ui/later'

interface Draft {
  readonly unsettled: readonly unknown[]
  flushed(): Promise<boolean>
}

/** A field is left for another one, or by a press that is to have its own effect. */
const LEAVING_MS = 400
const FIELDS = 'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable]'

export function usePublish(draft: Draft) {
  const { t } = useI18n()
  const publishing = ref(false)
  /** Once it was open it stays: a publication goes on while it is closed. */
  const published = ref(false)
  const settling = ref(false)
  /** What is to be settled waits until nobody writes: the dialog would swallow what is typed. */
  const waiting = ref(false)

  watch(
    () => draft.unsettled.length,
    (count, before) => {
      if (count === 0) settling.value = waiting.value = false
      else if (before === 0) settle()
    },
  )

  function settle(): void {
    waiting.value = document.activeElement?.matches(FIELDS) === true
    if (!waiting.value) settling.value = true
  }

  const { start: settleSoon } = useTimeoutFn(() => waiting.value && settle(), LEAVING_MS, { immediate: false })
  useEventListener(document, 'focusout', () => waiting.value && settleSoon())
  // Asked for, it does not come by itself once more.
  watch(settling, (open) => open && (waiting.value = false))

  /** Publishing takes what the server has: everything is sent first. */
  async function publish(): Promise<void> {
    if (await draft.flushed()) publishing.value = published.value = true
    else if (draft.unsettled.length > 0) settling.value = true
    else say(t('story.canvas.notSaved'))
  }

  onPartNotLoaded(() => {
    settling.value = false
    // Closed, it is there already.
    if (publishing.value) publishing.value = published.value = false
  })

  return { publishing, published, settling, publish }
}
