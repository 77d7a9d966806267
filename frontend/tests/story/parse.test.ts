import { describe, expect, it } from 'vitest'
import { canonical, DocumentInvalid, documentJson, parseDocument, parseScene } from '../../src/story'
import { replaced, vectors } from './vectors'

interface Place {
  readonly place: string
  readonly value: unknown
}
const { document, good, bad } = vectors<{ document: unknown; good: Place[]; bad: Place[] }>('documents')

describe('parseDocument', () => {
  it.each(good)('takes $place', ({ place, value }) => {
    const written = replaced(document, place, value)
    expect(documentJson(parseDocument(written))).toEqual(written)
  })

  it.each(bad)('refuses $place', ({ place, value }) => {
    expect(() => parseDocument(replaced(document, place, value))).toThrow(DocumentInvalid)
  })

  it.each([NaN, Infinity, -Infinity])('refuses %s', (number) => {
    expect(() => parseDocument(replaced(document, 'scenes/a/position/x', number))).toThrow(DocumentInvalid)
  })

  it('refuses half of a surrogate pair', () => {
    expect(() => parseDocument(replaced(document, 'title', '\ud800'))).toThrow('surrogate')
    expect(() => parseDocument(replaced(document, 'scenes/a/data/text', 'x\udc00'))).toThrow('surrogate')
  })

  it('turns −0 into 0', () => {
    const parsed = parseDocument(replaced(document, 'variables/n/initial', -0))
    expect(parsed.variables.get('n')?.initial).toBe(0)
  })

  it('says where and why', () => {
    expect(() => parseDocument(replaced(document, 'scenes/a/data/options/0/label', 'x'.repeat(501)))).toThrow(
      'scenes.a.data.options.0.label: at most 500 characters',
    )
  })

  it('refuses more scenes than the limit', () => {
    const scene = (id: string) => replaced((document as { scenes: { b: unknown } }).scenes.b, 'id', id)
    const scenes = Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`s${at}`, scene(`s${at}`)]))
    expect(() => parseDocument({ ...(document as object), scenes })).toThrow('scenes: at most 10,000')
  })

  it.each([null, undefined, 1, 'text', []])('refuses %s', (value) => {
    expect(() => parseDocument(value)).toThrow(DocumentInvalid)
    expect(() => parseScene(value)).toThrow(DocumentInvalid)
  })
})

describe('canonical', () => {
  it('sorts by UTF-16 and writes numbers as JavaScript does', () => {
    const value = { '\uff5e': 1, '\u{1f600}': 1e21, b: [1e-7, -0.5, null], a: '\u2028é', gone: undefined, 10: 1, 9: 1 }
    expect(canonical(value)).toBe('{"10":1,"9":1,"a":"\u2028é","b":[1e-7,-0.5,null],"\u{1f600}":1e+21,"\uff5e":1}')
  })
})
