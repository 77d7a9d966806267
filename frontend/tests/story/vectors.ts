/** The vectors both languages are held to, and places in a document. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A vector file's content; its shape is the caller's to know, as the file is this repository's own. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(join(process.cwd(), `../tests/vectors/${name}.json`), 'utf8')) as T
}

/** What was stored under that schema, kept to be read for ever. */
export function example<T>(name: string, schema: number): T {
  return JSON.parse(readFileSync(join(process.cwd(), `../tests/examples/${name}.${schema}.json`), 'utf8')) as T
}

type Holder = Record<string, unknown>

/** A copy of the JSON with another value in that place; `(removed)` takes away what is there. */
export function replaced(document: unknown, place: string, value: unknown): unknown {
  const changed = structuredClone(document)
  const way = place.split('/')
  const last = way.pop() ?? ''
  const holder = way.reduce((held, step) => held[step] as Holder, changed as Holder)
  if (value === '(removed)') Reflect.deleteProperty(holder, last)
  else holder[last] = value
  return changed
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32, Tommy Ettinger, public domain). */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of them, by the dice. */
export function pick<T>(roll: () => number, things: readonly [T, ...T[]]): T
export function pick<T>(roll: () => number, things: readonly T[]): T | undefined
export function pick<T>(roll: () => number, things: readonly T[]): T | undefined {
  return things[Math.floor(roll() * things.length)]
}
