/** The Trusted Types policy under which our own HTML and our own worker reach a page that demands one. */
interface Policy {
  createHTML(html: string): string
  createScriptURL(address: string): string
}

interface PolicyFactory {
  createPolicy(name: string, rules: Policy): Policy
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes
const rules: Policy = { createHTML: (html) => html, createScriptURL: ownAddress }
const policy: Policy = factory?.createPolicy('fabula', rules) ?? rules

/** HTML made by `story/markdown`, for `innerHTML`; nothing else may be passed. */
export function trusted(html: string): string {
  return policy.createHTML(html)
}

/** The address of a script of this build, for a worker. Throws TypeError for any other origin than the page's. */
export function trustedScript(address: string): string {
  return policy.createScriptURL(address)
}

function ownAddress(address: string): string {
  if (new URL(address, location.href).origin !== location.origin) throw new TypeError(`${address} is not ours`)
  return address
}
