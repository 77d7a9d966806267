/** Pictures, in the same markup as the published page's. */
import { element } from './elements'
import type { Picture } from '../story/machine'

/** How wide a picture is shown; the published page says the same. */
function sizes(): string {
  const full = document.documentElement.dataset.layout === 'full'
  return full ? '100vw' : '(orientation: landscape) and (min-width: 40em) 50vw, 100vw'
}

const set = (files: Picture['sources'][number]['srcset']) =>
  files.map(({ url, width }) => `${url} ${width}w`).join(', ')

/** The figure of a scene. */
export function figure(picture: Picture, alt: string): HTMLElement {
  const sources = picture.sources
    .slice(0, -1)
    .map(({ type, srcset }) => element('source', { type, srcset: set(srcset), sizes: sizes() }))
  const last = picture.sources.at(-1)
  const image = element('img', {
    alt,
    width: `${picture.width}`,
    height: `${picture.height}`,
    sizes: sizes(),
    srcset: set(last?.srcset ?? []),
    src: last?.srcset.at(-1)?.url ?? '',
  })
  const placeholder = element('img', { class: 'placeholder', src: picture.placeholder, alt: '' })
  const frame = element('div', { class: 'frame' }, placeholder, element('picture', {}, ...sources, image))
  return element('figure', { class: 'picture' }, frame)
}
