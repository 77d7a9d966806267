/** What lies at an address of `read.`, and so how the worker answers for it. */

/** `page`: a story's page, `fresh`: a small file beside it, `file`: for ever the same. */
export type Kind = 'page' | 'fresh' | 'file'

/** Name of the worker's cache of files. */
export const FILES = 'fabula-files'

/** Path of the worker's script. */
export const WORKER = '/sw.js'

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^\/[se]\/[^/]+\/?$/, 'page'],
  [/^\/[se]\/[^/]+\/[^/]+$/, 'fresh'],
  [/^\/a\/manifest\.json$/, 'fresh'],
  [/^\/[acim]\/./, 'file'],
]

/** The kind of what lies at a path of our own host; undefined where the worker has no part in it. */
export function kindOf(path: string): Kind | undefined {
  return KINDS.find(([pattern]) => pattern.test(path))?.[1]
}

/** The address a page is kept by: one for a story, whatever the link to it carried along. */
export function pageAddress(address: string): string {
  const { origin, pathname } = new URL(address)
  return origin + pathname.replace(/\/$/, '')
}
