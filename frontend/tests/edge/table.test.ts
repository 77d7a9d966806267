import { expect, it } from 'vitest'
import { accepts, hasTag } from '../../src/edge/codings'
import { answerFor, loadTable } from '../../src/edge/table'
import { addresses, origins } from './cases'

const table = loadTable(origins)

it.each(addresses)('$host $path is what the local hosts say it is', ({ host, path, answer }) => {
  const { fallback, ...own } = answerFor(table, host, path)
  const { fallback_key: key, fallback_status: status, fallback_headers: headers, ...said } = answer
  expect(own).toEqual(said)
  expect(fallback).toEqual({ key, status, headers })
})

it.each([
  ['gzip, br', true],
  ['br;q=0.1', true],
  ['BR', true],
  ['*', true],
  ['', false],
  ['gzip', false],
  ['br;q=0', false],
  ['br;q=0, *', false],
  ['*;q=0', false],
])('%s takes brotli: %s', (header, takes) => {
  expect(accepts(header, 'br')).toBe(takes)
})

it.each([
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['*', true],
  ['"b"', false],
  ['', false],
])('%s has the tag: %s', (header, has) => {
  expect(hasTag(header, '"a"')).toBe(has)
})
