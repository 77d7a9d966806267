/** The story screen's calls, over the typed client. */
import { answered, idempotent, type Api, type Schemas } from '../../api/client'
import { ApiProblem, OfflineError } from '../../api/problem'
import { SCHEMA } from '../../story/model'
import type { DraftPage } from './draft/loadDraft'
import type { DraftApi } from './draft/restoreDraft'
import type { SendAnswer } from './draft/pending'
import { CallFailed, type HistoricEdit } from './draft/saveQueue'
import { listAssets } from './upload/listAssets'
import type { AssetsApi } from './upload/transport'
import { UploadRefused } from './upload/uploadRefused'

/**
 * The draft of one story. Everything raises CallFailed.
 *
 * The generated types describe scenes and edits as JSON does; the server has checked them against the same model as
 * `story/model.ts`, so they are taken as such here and nowhere else.
 */
export function draftApi(api: Api, storyId: string): DraftApi {
  const path = { story_id: storyId }
  return {
    async page(after) {
      const query = after === null ? {} : { after }
      const page = await called(api.GET('/v1/stories/{story_id}/draft', { params: { path, query } }))
      return page as unknown as DraftPage
    },
    async account() {
      return (await called(api.GET('/v1/account'))).id
    },
    async undo(action, by) {
      const there = { params: { path: { ...path, action_id: action } }, body: { action: by } }
      try {
        await answered(api.POST('/v1/stories/{story_id}/actions/{action_id}/undo', there))
        return 'done'
      } catch (error) {
        const kind = error instanceof ApiProblem ? error.kind : ''
        if (kind === 'nothing-to-undo') return 'nothing'
        if (kind === 'action-overtaken' || kind === 'edit-refused') return 'overtaken'
        throw failureOf(error)
      }
    },
    async send(edits) {
      const body = { schema: SCHEMA, edits } as unknown as Schemas['SentEdits']
      const answer = await called(api.POST('/v1/stories/{story_id}/edits', { params: { path }, body }))
      return answer as unknown as SendAnswer
    },
    async since(revision) {
      const edits: HistoricEdit[] = []
      let from = revision
      let newest: number
      do {
        const query = { since: String(from) }
        const page = await called(api.GET('/v1/stories/{story_id}/edits', { params: { path, query } }))
        const more = page.edits.map(({ at: _, ...each }) => each as unknown as HistoricEdit)
        edits.push(...more)
        from = more.at(-1)?.revision ?? page.revision
        newest = page.revision
      } while (from < newest)
      return { revision: from, edits }
    },
  }
}

/** The pictures of one story. Where asking again is of no use, UploadRefused. */
export function assetsApi(api: Api, storyId: string): AssetsApi {
  const path = { story_id: storyId }
  const of = (assetId: string) => ({ params: { path: { asset_id: assetId } } })
  return {
    ask(file) {
      return uploading(
        api.POST('/v1/stories/{story_id}/assets', { params: { path }, body: file, headers: idempotent() }),
      )
    },
    received: (id) => uploading(api.POST('/v1/assets/{asset_id}/received', of(id))),
    find: (id) => answered(api.GET('/v1/assets/{asset_id}', of(id))),
    list: () => listAssets(api, storyId),
  }
}

async function called<Data>(call: Promise<{ data?: Data }>): Promise<Exclude<Data, undefined>> {
  try {
    return await answered(call)
  } catch (error) {
    throw failureOf(error)
  }
}

/** Busy, broken and silent servers are tried again; what was refused is not. */
function failureOf(error: unknown): unknown {
  // A body that is no JSON came from a proxy in between, not from our server.
  if (error instanceof OfflineError || error instanceof SyntaxError) return new CallFailed('lost')
  if (!(error instanceof ApiProblem)) return error
  if (error.status === 401) return new CallFailed('signed-out')
  if (error.status === 404 || error.status === 410) return new CallFailed('missing')
  if (isPassing(error)) return new CallFailed('lost')
  return new CallFailed('refused', error.message)
}

async function uploading<Data>(call: Promise<{ data?: Data }>): Promise<Exclude<Data, undefined>> {
  try {
    return await answered(call)
  } catch (error) {
    // A full account is a 429 too, but waiting makes no room in it.
    if (error instanceof ApiProblem && (!isPassing(error) || error.kind === 'account-full'))
      throw new UploadRefused(error.message)
    throw error
  }
}

function isPassing({ status }: ApiProblem): boolean {
  return status >= 500 || status === 408 || status === 409 || status === 425 || status === 429
}
