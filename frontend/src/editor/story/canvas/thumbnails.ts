/** Small pictures for the canvas, fetched as they come into sight, and their colours. */
import type { Picture } from '../../../story/machine'

const WIDTH = 160
const HEIGHT = 100
/** So many are kept; the least lately used goes first. At four bytes a pixel some 40 MB. */
const KEPT = 600
const AT_ONCE = 6

export class Thumbnails {
  private readonly kept = new Map<string, ImageBitmap | null>()
  private readonly colours = new Map<string, string | null>()
  private wanted: { readonly key: string; readonly picture: Picture }[] = []
  private loading = 0
  private closed = false

  /** @param arrived told after one or more have come */
  constructor(private readonly arrived: () => void) {}

  /** The picture as it is wanted on the canvas; null until it is there. */
  bitmap(key: string, picture: Picture): ImageBitmap | null {
    const found = this.kept.get(key)
    if (found === undefined) this.want(key, picture)
    else {
      this.kept.delete(key)
      this.kept.set(key, found)
    }
    return found ?? null
  }

  /** The picture's colour; null if it has none that is known by now, undefined if it was not asked for yet. */
  known(key: string): string | null | undefined {
    return this.colours.get(key)
  }

  /** Ask for the colour of the picture's placeholder. */
  colour(key: string, picture: Picture): null {
    this.colours.set(key, null)
    if (picture.placeholder !== '') void this.findColour(key, picture.placeholder)
    return null
  }

  /** What is wanted now counts, and what was wanted before does not any more. */
  begin(): void {
    this.wanted = []
  }

  close(): void {
    this.closed = true
    this.wanted = []
    for (const bitmap of this.kept.values()) bitmap?.close()
    this.kept.clear()
  }

  private want(key: string, picture: Picture): void {
    if (this.closed || this.wanted.some((each) => each.key === key)) return
    this.wanted.push({ key, picture })
    if (this.loading < AT_ONCE) void this.next()
  }

  private async next(): Promise<void> {
    const next = this.wanted.shift()
    if (!next) return
    this.loading += 1
    this.kept.set(next.key, null)
    const bitmap = await load(smallest(next.picture))
    this.loading -= 1
    if (this.closed) bitmap?.close()
    else {
      this.kept.set(next.key, bitmap)
      this.forget()
      this.arrived()
      void this.next()
    }
  }

  private forget(): void {
    for (const [key, bitmap] of this.kept) {
      if (this.kept.size <= KEPT) return
      this.kept.delete(key)
      bitmap?.close()
    }
  }

  private async findColour(key: string, placeholder: string): Promise<void> {
    const image = new Image()
    image.src = placeholder
    try {
      await image.decode()
    } catch {
      return // a placeholder that is none: the tile keeps its plain colour
    }
    const canvas = new OffscreenCanvas(1, 1)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    context?.drawImage(image, 0, 0, 1, 1)
    const [red, green, blue] = context?.getImageData(0, 0, 1, 1).data ?? []
    if (this.closed || blue === undefined) return
    this.colours.set(key, `rgb(${red} ${green} ${blue})`)
    this.arrived()
  }
}

function smallest(picture: Picture): string {
  const files = picture.sources.at(-1)?.srcset ?? []
  return (files.find(({ width }) => width >= WIDTH) ?? files.at(-1))?.url ?? ''
}

/** Cut to the card's shape and made small; null where it cannot be had. */
async function load(address: string): Promise<ImageBitmap | null> {
  const image = new Image()
  image.src = address
  try {
    await image.decode()
    const width = Math.min(image.naturalWidth, image.naturalHeight * 1.6)
    const height = width / 1.6
    const [x, y] = [(image.naturalWidth - width) / 2, (image.naturalHeight - height) / 2]
    return await createImageBitmap(image, x, y, width, height, {
      resizeWidth: WIDTH,
      resizeHeight: HEIGHT,
      resizeQuality: 'medium',
    })
  } catch {
    return null
  }
}
