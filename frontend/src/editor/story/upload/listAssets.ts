import { answered, type Api, type Schemas } from '../../../api/client'

/** All pictures of a story, newest first, page by page. */
export async function listAssets(api: Api, storyId: string): Promise<Schemas['Asset'][]> {
  const found: Schemas['Asset'][] = []
  let after: string | null | undefined
  do {
    const params = { path: { story_id: storyId }, query: after ? { after } : {} }
    const page = await answered(api.GET('/v1/stories/{story_id}/assets', { params }))
    found.push(...page.assets)
    after = page.next
  } while (after)
  return found
}
