import { answered, type Api } from '../../api/client'
import type { Document as StoryDocument, Group, Scene, Variable } from '../../story/model'

/** The whole document of a version; it comes in pages. */
export async function loadVersionDocument(api: Api, storyId: string, number: number): Promise<StoryDocument> {
  const scenes = new Map<string, Scene>()
  for (let after: string | undefined; ;) {
    const query = after === undefined ? {} : { after }
    const params = { path: { story_id: storyId, number: String(number) }, query }
    const { document, next } = await answered(api.GET('/v1/stories/{story_id}/versions/{number}', { params }))
    // The server has checked it against the same model as ours.
    for (const [id, scene] of Object.entries(document.scenes)) scenes.set(id, scene as unknown as Scene)
    if (next === null) {
      const variables = new Map(Object.entries(document.variables) as [string, Variable][])
      const groups = new Map(Object.entries(document.groups) as [string, Group][])
      return { ...document, variables, groups, scenes }
    }
    after = next
  }
}
