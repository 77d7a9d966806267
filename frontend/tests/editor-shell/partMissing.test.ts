import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import '../words'
import { sayPartMissing } from '../../src/editor/partMissing'
import { toasts } from '../../src/ui/toasts'

const PAGE = (name: string) => `<script type="module" crossorigin src="/assets/${name}.js"></script>`

beforeEach(() => {
  const script = document.createElement('script')
  script.type = 'module'
  script.setAttribute('src', 'data:text/javascript,1')
  // Not on the page, which would load it.
  vi.spyOn(document, 'querySelector').mockReturnValue(script)
})
afterEach(() => void [vi.unstubAllGlobals(), vi.restoreAllMocks()])

const MINE = '<script type="module" src="data:text/javascript,1"></script>'

it.each<[string, () => Promise<Response>, string]>([
  ['the page is the same', () => Promise.resolve(new Response(MINE)), 'This part of Fabula could not be loaded.'],
  [
    'the page is another',
    () => Promise.resolve(new Response(PAGE('new'))),
    'Fabula has been updated. Load the page again to go on.',
  ],
  [
    'a portal answers',
    () => Promise.resolve(new Response('Sign in to the train')),
    'This part of Fabula could not be loaded.',
  ],
  ['nothing answers', () => Promise.reject(new TypeError()), 'This part of Fabula could not be loaded.'],
])('where %s', async (_what, answer, words) => {
  vi.stubGlobal('fetch', answer)
  await Promise.all([sayPartMissing(), sayPartMissing()])
  expect(toasts.value.map(({ text }) => text)).toEqual([words])
})
