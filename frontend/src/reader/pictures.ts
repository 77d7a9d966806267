/** Pictures: the same markup as the published page's, and fetching ahead. */
import { drawn, element } from './elements'
import type { ReaderOption, Story } from './scenes'
import type { Picture } from '../story/machine'
import type { Run } from '../story/rules'

/** How wide a picture is shown; the published page says the same. */
function sizes(): string {
  const full = document.documentElement.dataset.layout === 'full'
  return full ? '100vw' : '(orientation: landscape) and (min-width: 40em) 55vw, 100vw'
}

const set = (files: Picture['sources'][number]['srcset']) =>
  files.map(({ url, width }) => `${url} ${width}w`).join(', ')

/** The figure of a scene. */
export function figure(picture: Picture, alt: string): HTMLElement {
  const sources = picture.sources.slice(0, -1).map(({ type, srcset }) =>
    element('source', { type, srcset: set(srcset), sizes: sizes() }),
  )
  const last = picture.sources.at(-1)
  const image = element('img', {
    alt,
    width: `${picture.width}`,
    height: `${picture.height}`,
    sizes: sizes(),
    srcset: set(last?.srcset ?? []),
    src: last?.srcset.at(-1)?.url ?? '',
    decoding: 'async',
  })
  const placeholder = element('img', { class: 'placeholder', src: picture.placeholder, alt: '' })
  const frame = element('div', { class: 'frame' }, placeholder, element('picture', {}, ...sources, image))
  return element('figure', { class: 'picture' }, frame)
}

/**
 * The places in a picture that are options. The drawing has the picture's own proportions and is cut as the picture is
 * (`slice` is what `object-fit: cover` does), so a place stays where its creator drew it.
 */
export function hotspots(
  { width, height }: Picture,
  places: readonly ReaderOption[],
  label: (option: ReaderOption) => string,
): SVGElement {
  const polygons = places.map((option) =>
    drawn('polygon', {
      points: (option.hotspot?.points ?? []).map(([x, y]) => `${x * width},${y * height}`).join(' '),
      role: 'button',
      tabindex: '0',
      'data-option': option.id,
      'aria-label': label(option),
    }),
  )
  return drawn(
    'svg',
    { class: 'hotspots', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'xMidYMid slice', focusable: 'false' },
    ...polygons,
  )
}

const ahead = new Map<string, Promise<void>>()

/** Fetch and decode the pictures one choice away, so that a tap finds them ready; not for who saves data. */
export function fetchAhead(story: Story, run: Run): void {
  const connection = (navigator as { connection?: { saveData?: boolean } }).connection
  if (connection?.saveData) return
  for (const option of story.scenes.get(run.scene)?.options ?? []) {
    const next = option.target === null ? undefined : story.scenes.get(option.target)
    if (!next?.picture || ahead.has(next.id)) continue
    const image = figure(next.picture, '').querySelector<HTMLImageElement>('picture img')
    if (image) ahead.set(next.id, image.decode().catch(() => void ahead.delete(next.id)))
  }
}
