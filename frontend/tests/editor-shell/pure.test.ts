import { describe, expect, it } from 'vitest'
import { ConfigurationMissing, loadConfiguration, parseConfiguration } from '../../src/api/configuration'
import { formatDuration, formatShare, formatWait } from '../../src/editor/format'
import { pauseBefore } from '../../src/editor/publish/publishing'
import { safeReturn } from '../../src/editor/router'

describe('the configuration', () => {
  const good = { api: 'https://api.example.com', read: 'http://localhost:8021/', uploads: 'http://localhost:8024' }

  it('holds three origins', () => {
    expect(parseConfiguration(good)).toEqual({ ...good, read: 'http://localhost:8021' })
  })

  it.each([
    ['no object', null],
    ['a missing origin', { api: good.api, read: good.read }],
    ['a path', { ...good, uploads: '/uploads' }],
    ['a number', { ...good, api: 8022 }],
  ])('is refused with %s', (_what, answer) => {
    expect(() => parseConfiguration(answer)).toThrow(ConfigurationMissing)
  })

  it('is missing when the host answers with a page', async () => {
    const page = () => Promise.resolve(new Response('<!doctype html>'))
    await expect(loadConfiguration(page)).rejects.toThrow(ConfigurationMissing)
  })
})

describe('the way back after signing in', () => {
  it.each([
    ['/stories/1?tab=a#b', '/stories/1?tab=a#b'],
    ['/', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/sign-in?return=/sign-in', '/'],
    [['/a', '/b'], '/'],
    [null, '/'],
  ])('%j leads to %s', (address, path) => {
    expect(safeReturn(address)).toBe(path)
  })
})

describe('words for numbers', () => {
  it.each([
    [0, '0 s'],
    [45_400, '45 s'],
    [59_600, '1 min 0 s'],
    [200_000, '3 min 20 s'],
    [3_900_000, '1 h 5 min'],
  ])('%d ms is %s', (milliseconds, words) => {
    expect(formatDuration(milliseconds)).toBe(words)
  })

  it.each([
    [1, '1 s'],
    [89, '89 s'],
    [601, '11 min'],
  ])('a wait of %d s is %s', (seconds, words) => {
    expect(formatWait(seconds)).toBe(words)
  })

  it('a share is a percentage', () => {
    expect([0, 1 / 3, 0.5, 1].map(formatShare)).toEqual(['0%', '33.3%', '50%', '100%'])
  })
})

describe('asking how far a publication is', () => {
  it('gets slower, to five seconds', () => {
    const pauses = Array.from({ length: 10 }, (_, asking) => pauseBefore(asking))
    expect(pauses[0]).toBe(400)
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
    expect(pauses.at(-1)).toBe(5_000)
  })
})
