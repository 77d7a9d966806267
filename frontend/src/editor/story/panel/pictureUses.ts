/** The pictures a story has, and where each is shown. Pure. */
import type { Edit } from '../../../story/edits'
import type { Document as StoryDocument, Scene } from '../../../story/model'

export interface UsedPicture {
  readonly image: string
  /** The scenes that show it; none where nothing does. */
  readonly scenes: readonly Scene[]
}

/** Those that are shown first, in the order of the scenes; then those that wait to be. */
export function picturesOf(document: StoryDocument, known: Iterable<string>): readonly UsedPicture[] {
  const ready = new Set(known)
  const used = new Map<string, Scene[]>()
  for (const scene of document.scenes.values()) {
    const { image } = scene.data
    if (ready.has(image)) used.set(image, [...(used.get(image) ?? []), scene])
  }
  const unused = [...ready].filter((image) => !used.has(image))
  return [...[...used].map(([image, scenes]) => ({ image, scenes })), ...unused.map((image) => ({ image, scenes: [] }))]
}

/** The scene shows it; with the words another scene has for it, where this one has none. */
export function planPicture(document: StoryDocument, scene: Scene, image: string): Edit[] {
  if (scene.data.image === image) return []
  const edits: Edit[] = [{ type: 'scene.image_set', scene: scene.id, image }]
  if (scene.data.alt !== '') return edits
  const told = [...document.scenes.values()].find(({ data }) => data.image === image && data.alt !== '')
  return told ? [...edits, { type: 'scene.alt_set', scene: scene.id, alt: told.data.alt }] : edits
}
