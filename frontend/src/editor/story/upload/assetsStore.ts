/** The story's pictures: what the server has of them, and what this browser is sending. */
import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import { createActor, type ActorRefFrom } from 'xstate'
import { ApiProblem } from '../../../api/problem'
import type { Scene } from '../../../story/model'
import { phaseOf, type assetUpload, type UploadInput } from './assetUpload'
import { heldState } from './heldState'
import { pictureOf, pictureView, type PictureView, type UploadView } from './pictureView'
import { uploadOver, type Asset, type AssetsApi } from './transport'

interface Sending {
  readonly actor: ActorRefFrom<typeof assetUpload>
  readonly local: string
}

export const useAssetsStore = defineStore('assets', () => {
  const assets = shallowReactive(new Map<string, Asset>())
  const uploads = shallowReactive(new Map<string, UploadView>())
  const sending = new Map<string, Sending>()
  const watching = new Map<string, ActorRefFrom<typeof assetUpload>>()
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
    for (const actor of watching.values()) actor.stop()
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
    const from = api
    const actor = createActor(uploadOver(from), { input: { file, asset: null } })
    const local = URL.createObjectURL(file)
    sending.set(scene, { actor, local })
    let known: string | null = null
    actor.on('asset', ({ asset }) => {
      if (api !== from) return
      assets.set(asset.id, asset)
      if (asset.id === known) return
      known = asset.id
      isKnown(asset.id)
    })
    actor.subscribe((snapshot) => {
      if (api !== from) {
        if (snapshot.status === 'done') URL.revokeObjectURL(local)
        return
      }
      const { asset, progress, sentence } = snapshot.context
      const phase = phaseOf(snapshot)
      uploads.set(scene, { assetId: asset?.id ?? null, phase, progress, sentence, local })
      if (phase === 'ready') cancel(scene)
    })
    actor.start()
  }

  function retry(scene: string): void {
    sending.get(scene)?.actor.send({ type: 'retry' })
  }

  /** Stop sending a scene's picture and forget about it. */
  function cancel(scene: string): void {
    const upload = sending.get(scene)
    if (!upload) return
    sending.delete(scene)
    uploads.delete(scene)
    upload.actor.stop()
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
    const input: UploadInput = { file: null, asset }
    const actor = createActor(uploadOver(from), { input })
    watching.set(asset.id, actor)
    actor.on('asset', (event) => assets.set(event.asset.id, event.asset))
    actor.start()
  }

  return { assets, uploads, openStory, close, send, retry, cancel, isSending, need, viewOf, pictures, states }
})
