/** A draft comes in pages of at most 1 MB; together they are the document. */
import type { Document as StoryDocument, Group, Scene, Variable } from '../../../story/model'

export interface DraftPage {
  readonly revision: number
  /** As on the wire: what is keyed by an id is an object there. */
  readonly story: Omit<StoryDocument, 'scenes' | 'variables' | 'groups'> & {
    readonly variables: Readonly<Record<string, Variable>>
    readonly groups: Readonly<Record<string, Group>>
  }
  readonly scenes: readonly Scene[]
  readonly next: string | null
}

export interface LoadedDraft {
  /** Of the first page: edits made while later pages were read are in the document or still to be caught up. */
  readonly revision: number
  readonly document: StoryDocument
}

export async function loadDraft(page: (after: string | null) => Promise<DraftPage>): Promise<LoadedDraft> {
  const first = await page(null)
  const scenes: Scene[] = [...first.scenes]
  let next = first.next
  while (next !== null) {
    const more = await page(next)
    scenes.push(...more.scenes)
    next = more.next
  }
  const document: StoryDocument = {
    ...first.story,
    variables: new Map(Object.entries(first.story.variables)),
    groups: new Map(Object.entries(first.story.groups)),
    scenes: new Map(scenes.map((scene) => [scene.id, scene])),
  }
  return { revision: first.revision, document }
}
