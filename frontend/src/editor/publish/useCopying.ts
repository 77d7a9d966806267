import { ref, type Ref } from 'vue'

export interface Copying {
  /** How the last copying went; `refused` is the browser's word. */
  readonly copied: Ref<'no' | 'yes' | 'refused'>
  readonly copy: (text: string) => Promise<void>
}

/** Put text on the clipboard, and know whether it is there. */
export function useCopying(): Copying {
  const copied = ref<'no' | 'yes' | 'refused'>('no')

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      copied.value = 'yes'
    } catch {
      copied.value = 'refused'
    }
  }

  return { copied, copy }
}
