/** A scene's words: HTML made and cleaned when the story was published, and the variables filled into it as text. */
import { fillIn, type Context } from '../story/rules'

interface Policy {
  createHTML(html: string): string
  createScriptURL(address: string): string
}

declare global {
  interface Window {
    trustedTypes?: { createPolicy(name: string, rules: Policy): Policy }
  }
}

const asItIs = (written: string) => written
const rules: Policy = { createHTML: asItIs, createScriptURL: asItIs }

/**
 * The page demands Trusted Types. HTML that goes through this policy comes from the published machine and nowhere else,
 * and the one script named is the worker.
 */
export const policy: Policy = window.trustedTypes?.createPolicy('fabula', rules) ?? rules

/** Fill `target` with a published scene's HTML, the variables' values in place of their names. */
export function setSceneHtml(target: Element, html: string, context: Context): void {
  // eslint-disable-next-line no-restricted-properties -- the one place where the server's cleaned HTML gets in
  target.innerHTML = policy.createHTML(html)
  const texts = document.createTreeWalker(target, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const text = texts.currentNode as Text
    text.data = fillIn(text.data, context)
  }
}
