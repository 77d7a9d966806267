/** What a select offers. Pure. */
import type { Document as StoryDocument } from '../../../story/model'
import { plain } from '../../plain'

export interface Choice<Value extends string = string> {
  readonly value: Value
  readonly label: string
}

/** The scenes by title, in alphabetical order; those of one title are told apart by a number. */
export function sceneChoices(document: StoryDocument, untitled: string): Choice[] {
  const seen = new Map<string, number>()
  return [...document.scenes.values()]
    .map((scene) => ({ value: scene.id, label: scene.data.title || untitled }))
    .toSorted((one, two) => one.label.localeCompare(two.label))
    .map(({ value, label }) => {
      const count = (seen.get(label) ?? 0) + 1
      seen.set(label, count)
      return { value, label: count > 1 ? `${label} (${count})` : label }
    })
}

/** The choices whose label holds all that was typed, word by word, whatever its case and accents; those it begins first. */
export function matching(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = plain(typed).split(/\s+/).filter(Boolean)
  if (words.length === 0) return choices
  const found = choices.filter(({ label }) => words.every((word) => plain(label).includes(word)))
  const begins = ({ label }: Choice) => (plain(label).startsWith(words[0] ?? '') ? 0 : 1)
  return found.toSorted((one, other) => begins(one) - begins(other))
}
