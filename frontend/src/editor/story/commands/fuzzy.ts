/** Finding by a few letters of a name, in their order: `fogd` finds “Fog at the door”. Pure. */

export interface Named<T> {
  readonly item: T
  /** The name in small letters. */
  readonly folded: string
}

export function named<T>(item: T, name: string): Named<T> {
  return { item, folded: name.toLowerCase() }
}

/** The best `most` of the things whose name holds the letters of the query in order, best first; all begin alike in an empty query. */
export function rank<T>(things: readonly Named<T>[], query: string, most: number): readonly T[] {
  const letters = query.trim().toLowerCase().replace(/\s+/g, ' ')
  if (letters === '') return things.slice(0, most).map(({ item }) => item)
  const found: { item: T; score: number }[] = []
  for (const { item, folded } of things) {
    const score = scoreOf(letters, folded)
    if (score !== null) found.push({ item, score })
  }
  // Sorting is stable: of equals, the first comes first.
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ item }) => item)
}

/** How well the name fits, more is better; null where it does not. */
function scoreOf(letters: string, name: string): number | null {
  const whole = name.indexOf(letters)
  if (whole >= 0) return 1_000 + (begins(name, whole) ? 500 : 0) + (whole === 0 ? 200 : 0) - name.length
  let score = 0
  let at = -1
  for (const letter of letters) {
    if (letter === ' ') continue
    const next = name.indexOf(letter, at + 1)
    if (next < 0) return null
    score += next === at + 1 ? 12 : begins(name, next) ? 16 : -Math.min(10, next - at)
    at = next
  }
  return score - name.length / 10
}

/** Whether a word begins there. */
function begins(name: string, index: number): boolean {
  return index === 0 || /[\s\p{P}]/u.test(name.charAt(index - 1))
}
