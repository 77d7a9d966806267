/** What a select offers. Pure. */
import type { Document as StoryDocument } from '../../../story/model'

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
