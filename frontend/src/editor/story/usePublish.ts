/** The dialogs about what goes to the server and from there to readers: edits it has refused, and publishing. */
import { ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { say } from '../../ui'
import { onPartNotLoaded } from '../../ui/later'

interface Draft {
  readonly unsettled: readonly unknown[]
  flushed(): Promise<boolean>
}

export function usePublish(draft: Draft) {
  const { t } = useI18n()
  const publishing = ref(false)
  /** Once it was open it stays: a publication goes on while it is closed. */
  const published = ref(false)
  const settling = ref(false)

  watch(
    () => draft.unsettled.length,
    (count, before) => {
      if (count === 0) settling.value = false
      else if (before === 0) settling.value = true
    },
  )

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
