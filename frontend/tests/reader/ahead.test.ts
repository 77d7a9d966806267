import { describe, expect, it, vi } from 'vitest'
import { prepareNext } from '../../src/reader/ahead'
import { element } from '../../src/reader/elements'
import type { Reader } from '../../src/reader/later'

describe('what is one choice away', () => {
  it.each([
    ['another file of it was asked for meanwhile', 1, 0],
    ['it does not come', 2, 1],
  ])(
    'waits for its picture; where %s, it failed %i times and is forgotten %i times',
    async (_, failures, forgotten) => {
      const image = element('img')
      const article = element('article', {}, element('picture', {}, image))
      const decode = vi.fn<() => Promise<void>>(() => Promise.resolve())
      for (let failed = 0; failed < failures; failed += 1) decode.mockRejectedValueOnce(new Error('EncodingError'))
      Object.assign(image, { decode })
      const forget = vi.fn()
      const reader = {
        view: { article: document.body, prepare: () => article, forget },
        now: () => ({ options: [{ option: { id: 'on' }, shown: 'offered' }] }),
        peek: () => ({ scene: {}, options: [] }),
      }
      await prepareNext(reader as unknown as Reader)
      expect(forget).toHaveBeenCalledTimes(forgotten)
    },
  )
})
