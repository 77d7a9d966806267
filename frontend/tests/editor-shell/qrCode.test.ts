import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import { drawQr, qrFile } from '../../src/editor/publish/qrCode'

const LINKS = ['https://read.example.com/s/a', `https://read.example.com/s/${'long-title-'.repeat(4)}abcdefghjk`]

describe('a QR code', () => {
  it.each(LINKS)('draws the dark modules of %s and no others', (link) => {
    const { path, size } = drawQr(link)
    const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
    for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g))
      (drawn[Number(y)] as boolean[]).fill(true, Number(x), Number(x) + Number(width))
    expect(drawn).toEqual(encode(link, { ecc: 'M', border: 4 }).data)
    expect(path.replaceAll(/M(\d+) \d+h\d+v1H\1z/g, '')).toBe('')
  })

  it('keeps four light modules around it', () => {
    const { path, size } = drawQr(LINKS[0] as string)
    const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((found) => found.slice(1).map(Number))
    expect(Math.min(...runs.map(([x]) => x as number))).toBe(4)
    expect(Math.min(...runs.map(([, y]) => y as number))).toBe(4)
    expect(Math.max(...runs.map(([x, , width]) => (x as number) + (width as number)))).toBe(size - 4)
  })

  it('is a whole SVG file', () => {
    const parsed = new DOMParser().parseFromString(qrFile(drawQr(LINKS[0] as string)), 'image/svg+xml')
    expect(parsed.documentElement.tagName).toBe('svg')
    expect(parsed.querySelectorAll('path')).toHaveLength(2)
  })
})
