/** Names of variables offered while one is typed in braces. Pure. */
import type { VariableName } from '../../../story/model'
import type { Replacement } from './markup'

export interface Begun {
  /** Where the brace stands. */
  readonly at: number
  /** What is typed of the name so far. */
  readonly name: string
}

const BEGUN = /\{([A-Za-z0-9_-]{0,64})$/
const REST = /^[A-Za-z0-9_-]*\}?/
/** More than these nobody looks through. */
const OFFERED = 8

/** The name the caret stands in; null where it stands in none. */
export function begunAt(text: string, caret: number): Begun | null {
  const found = BEGUN.exec(text.slice(Math.max(0, caret - 65), caret))
  return found ? { at: caret - found[0].length, name: found[1] ?? '' } : null
}

/** The names that fit, those that begin so first. A name that is all there needs no offer. */
export function offers(names: Iterable<VariableName>, begun: Begun): readonly VariableName[] {
  const typed = begun.name.toLowerCase()
  const rank = (name: string) => (name.toLowerCase().startsWith(typed) ? 0 : 1)
  return [...names]
    .filter((name) => name.toLowerCase().includes(typed))
    .toSorted((one, other) => rank(one) - rank(other) || one.localeCompare(other))
    .slice(0, OFFERED)
}

/** The name in its braces instead of what was begun; what is left of an earlier name behind the caret goes. */
export function completed(text: string, caret: number, { at }: Begun, name: VariableName): Replacement {
  const rest = REST.exec(text.slice(caret))?.[0] ?? ''
  const to = rest.endsWith('}') ? caret + rest.length : caret
  const end = at + name.length + 2
  return { from: at, to, insert: `{${name}}`, select: [end, end] }
}
