/** Passing the story's address on: the system's own sheet where there is one, else the clipboard. */
import { LATER_WORDS } from './laterWords'

/** Share; resolves to a sentence for the reader, or to nothing where the system already said enough. */
export async function share(title: string): Promise<string | undefined> {
  const canonical = document.querySelector<HTMLLinkElement>('link[rel=canonical]')
  const url = canonical?.href ?? location.href
  if (typeof navigator.share === 'function') {
    try {
      await navigator.share({ title, url })
      return undefined
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return undefined
    }
  }
  return copy(url)
}

/** Put an address on the clipboard; resolves to the sentence that says so, or that it could not be done. */
export async function copy(url: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(url)
    return LATER_WORDS.linkCopied
  } catch {
    return LATER_WORDS.linkNotCopied
  }
}
