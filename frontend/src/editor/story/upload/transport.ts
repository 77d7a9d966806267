/** The upload machine's actors as this browser plays them: two API calls, one PUT straight to storage. */
import { fromCallback, fromPromise } from 'xstate'
import type { Schemas } from '../../../api/client'
import { assetUpload, type PutEvent } from './assetUpload'

export type Asset = Schemas['Asset']
export type UploadGrant = Schemas['AssetGrant']

export interface AssetsApi {
  ask(file: Schemas['NewAsset']): Promise<Schemas['GrantedAsset']>
  received(assetId: string): Promise<Asset>
  find(assetId: string): Promise<Asset>
  list(): Promise<readonly Asset[]>
}

/** The machine with real actors. `api` raises UploadRefused where asking again is of no use. */
export function uploadOver(api: AssetsApi) {
  return assetUpload.provide({
    actors: {
      ask: fromPromise(({ input: { file } }) =>
        api.ask({ file_name: file.name, content_type: file.type, size: file.size }),
      ),
      put: fromCallback(({ input, sendBack }) => putFile(input.file, input.grant, sendBack)),
      receive: fromPromise(({ input }) => api.received(input.id)),
      look: fromPromise(({ input }) => api.find(input.id)),
    },
  })
}

/** fetch() cannot tell how much of a body has gone out; XMLHttpRequest can. Answers a function that aborts. */
function putFile(file: File, grant: UploadGrant, tell: (event: PutEvent) => void): () => void {
  const request = new XMLHttpRequest()
  request.open(grant.method, grant.url)
  for (const [name, value] of Object.entries(grant.headers)) {
    if (!SET_BY_BROWSER.has(name.toLowerCase())) request.setRequestHeader(name, value)
  }
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) tell({ type: 'progress', share: event.loaded / event.total })
  }
  request.onload = () => tell(outcomeOf(request.status))
  request.onerror = () => tell({ type: 'interrupted' })
  request.ontimeout = () => tell({ type: 'interrupted' })
  request.send(file)
  return () => request.abort()
}

const SET_BY_BROWSER = new Set(['content-length', 'host'])

/** What storage's answer to the PUT means. 412: an earlier try had arrived after all (the grant says If-None-Match: *). */
export function outcomeOf(status: number): PutEvent {
  if ((status >= 200 && status < 300) || status === 412) return { type: 'sent' }
  if (status === 403) return { type: 'grant.expired' }
  if (status >= 400 && status < 500) return { type: 'refused', sentence: '' }
  return { type: 'interrupted' }
}
