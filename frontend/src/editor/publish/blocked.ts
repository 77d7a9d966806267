/** What keeps a story from being published, in a word: pure. */
import type { Problem } from '../../story/problem'

const PICTURES: ReadonlySet<string> = new Set([
  'missing-image',
  'asset-missing',
  'image-failed',
  'image-still-processing',
])
const STUCK: ReadonlySet<string> = new Set([
  'cannot-reach-ending',
  'dead-end',
  'no-ending-reachable',
  'no-way-on',
  'option-without-target',
  'stuck',
  'unknown-target',
])

/** The sentence that is true of all of them. */
export function blockedBy(errors: readonly Pick<Problem, 'code'>[]): 'pictures' | 'stuck' | 'other' {
  if (errors.every(({ code }) => PICTURES.has(code))) return 'pictures'
  return errors.every(({ code }) => STUCK.has(code)) ? 'stuck' : 'other'
}
