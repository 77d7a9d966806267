/** Reading scenes that were copied: whoever may have written them. Pure. */
import { newDocument } from '../../../story/model'
import { documentJson } from '../../../story/documentJson'
import { DocumentInvalid, parseDocument } from '../../../story/parse'
import type { Portable } from './portable'

/** The scenes written there; null where it is none of ours, or nobody can read it. */
export function readPortable(json: string): Portable | null {
  try {
    const value: unknown = JSON.parse(json)
    if (!isPortable(value)) return null
    const { version, story, scenes, variables, groups } = value
    const frame = documentJson(newDocument('–'))
    const document = parseDocument({ ...frame, schema: version, scenes, variables, groups })
    return {
      story: String(story),
      scenes: [...document.scenes.values()],
      variables: document.variables,
      groups: [...document.groups.values()],
    }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DocumentInvalid) return null
    throw error
  }
}

function isPortable(value: unknown): value is Record<'version' | 'story' | 'scenes' | 'variables' | 'groups', unknown> {
  return typeof value === 'object' && value !== null && 'fabula' in value && value.fabula === 'scenes'
}
