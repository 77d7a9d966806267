/** What a scene's picture frame shows: the picture, how far it is, or what went wrong. Pure. */
import type { Picture, PictureSource } from '../../../story/machine'
import type { UploadPhase } from './assetUpload'
import type { Asset } from './transport'

/** An upload this browser has under way for a scene. */
export interface UploadView {
  /** Null until the server has made a row for it. */
  readonly assetId: string | null
  readonly phase: UploadPhase
  /** 0 to 1, of the bytes sent. */
  readonly progress: number
  readonly sentence: string | null
  /** The file itself, as a blob: address to show meanwhile; empty after a reload. */
  readonly local: string
}

export type PictureView =
  | { readonly kind: 'none' }
  | { readonly kind: 'ready'; readonly picture: Picture }
  | {
      readonly kind: 'busy'
      readonly phase: 'sending' | 'processing'
      readonly progress: number
      readonly behind: string
    }
  | { readonly kind: 'interrupted'; readonly behind: string; readonly sentence: string }
  | { readonly kind: 'failed'; readonly reason: 'failed' | 'refused' | 'lost'; readonly sentence: string }
  | { readonly kind: 'unknown' }

/**
 * @param image the scene's picture as the document has it; empty for none
 * @param asset what is known of that picture
 * @param upload what this browser is uploading for the scene, if anything
 */
export function pictureView(image: string, asset: Asset | undefined, upload: UploadView | undefined): PictureView {
  if (upload && (upload.assetId === null || upload.assetId === image)) return ofUpload(upload, asset)
  if (image === '') return { kind: 'none' }
  return asset ? ofAsset(asset) : { kind: 'unknown' }
}

function ofUpload(upload: UploadView, asset: Asset | undefined): PictureView {
  const behind = upload.local || asset?.placeholder || ''
  switch (upload.phase) {
    case 'sending':
    case 'processing':
      return { kind: 'busy', phase: upload.phase, progress: upload.progress, behind }
    case 'interrupted':
      return { kind: 'interrupted', behind, sentence: upload.sentence ?? '' }
    case 'failed':
    case 'refused':
    case 'lost':
      return { kind: 'failed', reason: upload.phase, sentence: upload.sentence ?? '' }
    case 'ready':
      return asset ? ofAsset(asset) : { kind: 'unknown' }
  }
}

const views = new WeakMap<Asset, PictureView>()

/** The same view of the same asset, so that nobody has to look at it again. */
function ofAsset(asset: Asset): PictureView {
  const view = views.get(asset) ?? viewOf(asset)
  views.set(asset, view)
  return view
}

function viewOf(asset: Asset): PictureView {
  switch (asset.state) {
    case 'ready':
      return { kind: 'ready', picture: pictureOf(asset) }
    case 'failed':
      return { kind: 'failed', reason: 'failed', sentence: asset.failure ?? '' }
    case 'granted': // not from here: another tab is sending it, or one did not come to its end
      return { kind: 'failed', reason: 'lost', sentence: '' }
    case 'received':
    case 'processing':
      return { kind: 'busy', phase: 'processing', progress: 1, behind: asset.placeholder ?? '' }
  }
}

/** A processed asset as a page's `<picture>` needs it: the best format first, JPEG last. */
export function pictureOf(asset: Asset): Picture {
  const sources = (['avif', 'webp', 'jpeg'] as const).map((format): PictureSource => {
    const files = asset.renditions.filter((each) => each.format === format)
    const srcset = files.map(({ url, width }) => ({ url, width })).toSorted((one, two) => one.width - two.width)
    return { type: `image/${format}`, srcset }
  })
  return {
    sources: sources.filter((source) => source.srcset.length > 0),
    width: asset.width ?? 0,
    height: asset.height ?? 0,
    placeholder: asset.placeholder ?? '',
  }
}
