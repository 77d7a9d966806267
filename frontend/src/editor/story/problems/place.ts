/** Where a problem is. Pure. */
import type { SceneId } from '../../../story/model'
import type { Problem } from '../../../story/problem'

/** A place in a panel, to be shown and given the focus. */
export type Place =
  | { readonly panel: 'scene'; readonly scene: SceneId; readonly part: string }
  | { readonly panel: 'variables'; readonly part: string }
  | { readonly panel: 'settings'; readonly part: string }

/** Where the problem is; null for one of the whole story that has no place. */
export function placeOf({ scene, option, variable, code }: Problem): Place | null {
  if (scene !== null && option !== null) return { panel: 'scene', scene, part: `option:${option}` }
  if (scene !== null) return { panel: 'scene', scene, part: PARTS[code] ?? 'title' }
  if (variable !== null) return { panel: 'variables', part: `variable:${variable}` }
  return COVER_CODES.has(code) ? { panel: 'settings', part: 'cover' } : null
}

const PARTS: Readonly<Record<string, string>> = {
  'missing-image': 'picture',
  'asset-missing': 'picture',
  'image-failed': 'picture',
  'image-still-processing': 'picture',
  'large-picture': 'picture',
  'missing-alt': 'alt',
  'long-text': 'text',
  'unknown-variable': 'text',
  'options-after-ending': 'ending',
  'dead-end': 'options',
  'cannot-reach-ending': 'options',
}
const COVER_CODES: ReadonlySet<string> = new Set([
  'asset-missing',
  'image-failed',
  'image-still-processing',
  'large-picture',
])
