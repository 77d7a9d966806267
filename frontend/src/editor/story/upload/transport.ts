/** The upload machine's actors as this browser plays them: two API calls, one PUT straight to storage. */
import { createActor, fromCallback, fromPromise } from 'xstate'
import type { Schemas } from '../../../api/client'
import { assetUpload, phaseOf, type PutEvent, type UploadInput } from './assetUpload'
import type { UploadView } from './pictureView'

export type Asset = Schemas['Asset']
export type UploadGrant = Schemas['AssetGrant']

export interface AssetsApi {
  ask(file: Schemas['NewAsset']): Promise<Schemas['GrantedAsset']>
  received(assetId: string): Promise<Asset>
  find(assetId: string): Promise<Asset>
  list(): Promise<readonly Asset[]>
}

/** An upload under way. */
export interface Upload {
  readonly retry: () => void
  readonly stop: () => void
}

export interface UploadListener {
  /** The server's row for it, whenever that is heard of. */
  readonly asset: (asset: Asset) => void
  /** How far it is, whenever that changes; `over` once that will not change any more. */
  readonly became: (now: Omit<UploadView, 'local'> & { readonly over: boolean }) => void
}

/** Begin an upload, or to watch one that is on its way already. */
export function startUpload(api: AssetsApi, input: UploadInput, listener: UploadListener): Upload {
  const actor = createActor(uploadOver(api), { input })
  actor.on('asset', ({ asset }) => listener.asset(asset))
  actor.subscribe((snapshot) => {
    const { asset, progress, sentence } = snapshot.context
    const phase = phaseOf(snapshot)
    listener.became({ assetId: asset?.id ?? null, phase, progress, sentence, over: snapshot.status === 'done' })
  })
  actor.start()
  return { retry: () => actor.send({ type: 'retry' }), stop: () => actor.stop() }
}

/** The machine with real actors. `api` raises UploadRefused where asking again is of no use. */
function uploadOver(api: AssetsApi) {
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
