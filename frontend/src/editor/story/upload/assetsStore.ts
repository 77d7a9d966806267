/** The story's pictures: what the server has of them, and what this browser is sending. */
import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import { ApiProblem } from '../../../api/problem'
import type { Scene } from '../../../story/model'
import { laterCode } from '../../../ui/later'
import { heldState } from './heldState'
import { pictureOf, pictureView, type PictureView, type UploadView } from './pictureView'
import type { Asset, AssetsApi, Upload } from './transport'

interface Sending {
  readonly file: File
  readonly local: string
  readonly isKnown: (assetId: string) => void
  /** Null until it has begun. */
  upload: Upload | null
}

const transport = laterCode(() => import('./transport'))

export const useAssetsStore = defineStore('assets', () => {
  const assets = shallowReactive(new Map<string, Asset>())
  const uploads = shallowReactive(new Map<string, UploadView>())
  const sending = new Map<string, Sending>()
  /** By asset; null until it has begun. */
  const watching = new Map<string, Upload | null>()
  const asked = new Set<string>()
  let listed: Promise<void> = Promise.resolve()
  let api: AssetsApi | null = null

  /** Begin with the pictures a story has. Never fails: pictures that stay unknown are asked for one by one. */
  function openStory(from: AssetsApi): Promise<void> {
    close()
    api = from
    listed = from.list().then(
      (list) => list.forEach((asset) => take(asset, from)),
      () => undefined,
    )
    return listed
  }

  /** Leave the story. Pictures on their way to storage still go there: their scenes name them already. */
  function close(): void {
    for (const [scene, { assetId, phase }] of [...uploads]) {
      if (phase !== 'sending' || assetId === null) cancel(scene)
    }
    sending.clear()
    uploads.clear()
    for (const upload of watching.values()) upload?.stop()
    watching.clear()
    assets.clear()
    asked.clear()
    api = null
  }

  /**
   * Send a file as a scene's picture; an upload of the same scene under way is given up.
   * `isKnown` is told the asset's id as soon as the server has a row for it.
   */
  function send(scene: string, file: File, isKnown: (assetId: string) => void): void {
    if (!api) return
    cancel(scene)
    const mine: Sending = { file, local: URL.createObjectURL(file), isKnown, upload: null }
    sending.set(scene, mine)
    void begin(scene, mine, api)
  }

  async function begin(scene: string, mine: Sending, from: AssetsApi): Promise<void> {
    const { file, local, isKnown } = mine
    const show = (view: Partial<UploadView>) =>
      uploads.set(scene, { assetId: null, phase: 'sending', progress: 0, sentence: null, local, ...view })
    show({})
    const code = await transport().catch(() => null)
    if (api !== from || sending.get(scene) !== mine) return
    if (code === null) {
      show({ phase: 'interrupted' })
      return
    }
    let known: string | null = null
    mine.upload = code.startUpload(
      from,
      { file, asset: null },
      {
        asset(asset) {
          if (api !== from) return
          assets.set(asset.id, asset)
          if (asset.id === known) return
          known = asset.id
          isKnown(asset.id)
        },
        became({ over, ...view }) {
          if (api !== from) {
            if (over) URL.revokeObjectURL(local)
            return
          }
          show(view)
          if (view.phase === 'ready') cancel(scene)
        },
      },
    )
  }

  function retry(scene: string): void {
    const mine = sending.get(scene)
    if (mine?.upload) mine.upload.retry()
    else if (mine && api) void begin(scene, mine, api)
  }

  /** Stop sending a scene's picture and forget about it. */
  function cancel(scene: string): void {
    const upload = sending.get(scene)
    if (!upload) return
    sending.delete(scene)
    uploads.delete(scene)
    upload.upload?.stop()
    URL.revokeObjectURL(upload.local)
  }

  /** Closing the tab now would lose a picture. */
  function isSending(): boolean {
    return [...uploads.values()].some((upload) => upload.phase === 'sending' || upload.phase === 'interrupted')
  }

  /** Ask for a picture another tab or person has added, unless the story's list has it, once that is there. */
  function need(assetId: string): void {
    if (!api || assetId === '' || assets.has(assetId) || asked.has(assetId)) return
    asked.add(assetId)
    void ask(assetId, api)
  }

  async function ask(assetId: string, from: AssetsApi): Promise<void> {
    await listed
    if (api !== from || assets.has(assetId)) return
    try {
      take(await from.find(assetId), from)
    } catch (error) {
      // What is not there is not asked for again.
      if (api === from && !(error instanceof ApiProblem && error.status === 404)) asked.delete(assetId)
    }
  }

  function viewOf(scene: Scene): PictureView {
    const { image } = scene.data
    return pictureView(image, assets.get(image), uploads.get(scene.id))
  }

  /** The processed pictures, as compiling needs them. */
  const pictures = computed(
    () =>
      new Map(
        [...assets.values()].filter((asset) => asset.state === 'ready').map((asset) => [asset.id, pictureOf(asset)]),
      ),
  )
  const states = computed(() => new Map([...assets.values()].map((asset) => [asset.id, heldState(asset)])))

  /** A picture found unfinished (after a reload, or sent by another tab) is watched until it is done. */
  function take(asset: Asset, from: AssetsApi): void {
    if (api !== from) return
    assets.set(asset.id, asset)
    if (asset.state === 'ready' || asset.state === 'failed' || watching.has(asset.id)) return
    watching.set(asset.id, null)
    void watch(asset, from)
  }

  async function watch(asset: Asset, from: AssetsApi): Promise<void> {
    const code = await transport().catch(() => null)
    if (api !== from) return
    if (code === null) watching.delete(asset.id)
    else {
      const told = { asset: (now: Asset) => api === from && void assets.set(now.id, now), became: () => undefined }
      watching.set(asset.id, code.startUpload(from, { file: null, asset }, told))
    }
  }

  return { assets, uploads, openStory, close, send, retry, cancel, isSending, need, viewOf, pictures, states }
})
