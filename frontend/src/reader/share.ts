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
  return (await copy(url)) ? LATER_WORDS.linkCopied : LATER_WORDS.linkNotCopied
}

/** Put an address on the clipboard; resolves to whether that could be done. */
export function copy(url: string): Promise<boolean> {
  const { clipboard } = navigator as Partial<Navigator> // missing where a page is served over plain http
  return (
    clipboard?.writeText(url).then(
      () => true,
      () => false,
    ) ?? Promise.resolve(false)
  )
}
