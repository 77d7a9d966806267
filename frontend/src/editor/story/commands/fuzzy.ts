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
  const best: Scored<T>[] = []
  for (const { item, folded } of things) {
    const score = scoreOf(letters, folded)
    if (score !== null) keepBest(best, { item, score }, most)
  }
  return best.map(({ item }) => item)
}

interface Scored<T> {
  readonly item: T
  readonly score: number
}

/** Put it in its place among the best; of equals, the first comes first. */
function keepBest<T>(best: Scored<T>[], one: Scored<T>, most: number): void {
  const last = best.at(-1)
  if (best.length >= most && last && last.score >= one.score) return
  const worse = best.findIndex(({ score }) => score < one.score)
  best.splice(worse < 0 ? best.length : worse, 0, one)
  if (best.length > most) best.pop()
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
  const before = name.charCodeAt(index - 1)
  // No letter and no digit, as far as ASCII goes; what is beyond it counts as a letter.
  return index === 0 || before < 48 || (before > 57 && before < 97) || (before > 122 && before < 128)
}
