/**
 * Typing becomes one edit per field per pause; or at once when the field is left, or something needs it now.
 *
 * Who never pauses has it become one every so often: a crash loses no more than that.
 */
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

const PAUSE_MS = 600
const LONGEST_MS = 2_000

/** What makes edits of what is under way: of typing, and of anything else that waits for a pause. */
export const unfinished = new Set<() => void>()

/** Make edits of everything being typed, and of all else that is under way. */
export function commitTyping(): void {
  for (const commit of [...unfinished]) commit()
}

/**
 * A field's text while it is typed. It follows `saved` except while the creator is ahead of it.
 *
 * @param check refuses a text that cannot be saved; it stays in the field
 */
export function useTyped(
  saved: () => string,
  save: (text: string) => void,
  check: (text: string) => boolean = () => true,
): { text: Ref<string>; commit: () => void } {
  const text = ref(saved())
  let pause: ReturnType<typeof setTimeout> | undefined
  let longest: ReturnType<typeof setTimeout> | undefined

  function commit(): void {
    clearTimeout(pause)
    clearTimeout(longest)
    // Once: the field may be left, or taken away, before what it saved has come back to it.
    if (!unfinished.delete(commit)) return
    if (text.value !== saved() && check(text.value)) save(text.value)
  }

  watch(
    text,
    () => {
      if (text.value === saved()) return
      if (!unfinished.has(commit)) longest = setTimeout(commit, LONGEST_MS)
      unfinished.add(commit)
      clearTimeout(pause)
      pause = setTimeout(commit, PAUSE_MS)
    },
    { flush: 'sync' },
  )

  watch(saved, (now) => {
    if (!unfinished.has(commit)) text.value = now
  })

  onBeforeUnmount(commit)
  return { text, commit }
}
