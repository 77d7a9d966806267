import type { Document } from './model'

/** The document as it is written: plain objects in the place of Maps. */
export type DocumentJson = Omit<Document, 'variables' | 'scenes' | 'groups'> & {
  readonly variables: Readonly<Record<string, unknown>>
  readonly scenes: Readonly<Record<string, unknown>>
  readonly groups: Readonly<Record<string, unknown>>
}

/** The document as plain JSON, which `parseDocument` reads. */
export function documentJson(document: Document): DocumentJson {
  return {
    ...document,
    variables: Object.fromEntries(document.variables),
    scenes: Object.fromEntries(document.scenes),
    groups: Object.fromEntries(document.groups),
  }
}
