/** What the reader's place is told apart by: addresses, links, and steps to be taken once more. */
import { describe, expect, it } from 'vitest'
import { readLink, writeLink } from '../../src/reader/elsewhere'
import { newIdentity } from '../../src/reader/identity'
import { chosenIn } from '../../src/reader/onwards'
import { kindOf, pageAddress } from '../../src/reader/worker/addresses'

describe('the worker', () => {
  it.each([
    ['/s/the-lighthouse-7f3a', 'page'],
    ['/s/the-lighthouse-7f3a/', 'page'],
    ['/e/the-lighthouse-7f3a', 'page'],
    ['/s/the-lighthouse-7f3a/chosen.json', 'fresh'],
    ['/a/manifest.json', 'fresh'],
    ['/a/reader.B7x_q-1.js', 'file'],
    ['/c/0123.json', 'file'],
    ['/i/0123/960.avif', 'file'],
    ['/m/0123.json', 'file'],
    ['/', undefined],
    ['/s/', undefined],
    ['/sw.js', undefined],
    ['/v1/play/sessions/1/steps', undefined],
  ])('answers at %s as for %s', (path, kind) => {
    expect(kindOf(path)).toBe(kind)
  })

  it('keeps a page once, however it was linked', () => {
    const address = 'https://read.example/s/tale'
    for (const more of ['', '/', '?from=mail', '/?from=mail', '#to-door'])
      expect(pageAddress(address + more)).toBe(address)
  })
})

describe('a link to a place', () => {
  it('comes back as it was written', () => {
    const identity = newIdentity()
    expect(readLink(writeLink(identity))).toEqual(identity)
  })

  it.each([
    '',
    '#to-door',
    '#go-on=',
    '#go-on=1.2',
    `#go-on=${crypto.randomUUID()}.short`,
    `#go-on=x.${'s'.repeat(43)}`,
  ])('is no other fragment: %s', (fragment) => {
    expect(readLink(fragment)).toBeUndefined()
  })
})

describe('what was chosen in the older version meanwhile', () => {
  const chose = (number: number, option: string) => ({ number, scene: 'somewhere', option, at: 0 })

  it('is chosen again, as far as nobody went back', () => {
    const back = { number: 3, scene: 'somewhere', back_to: 1, at: 0 }
    expect(chosenIn([])).toEqual([])
    expect(chosenIn([chose(1, 'a'), chose(2, 'b')])).toEqual(['a', 'b'])
    expect(chosenIn([chose(1, 'a'), chose(2, 'b'), back, chose(4, 'c')])).toEqual(['a', 'b'])
  })
})
