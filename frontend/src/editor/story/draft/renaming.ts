/** Variables under other names, wherever a story names them. Pure. */
import type { Edit } from '../../../story/edits'
import {
  ID_SHAPE,
  MAX_HINT,
  MAX_LABEL,
  MAX_TEXT,
  PLACEHOLDER,
  type Condition,
  type Document as StoryDocument,
  type Effect,
  type Option,
  type SceneId,
  type VariableName,
} from '../../../story/model'

/** What it is now called, by what it was called; what is not among them keeps its name. */
export type Names = ReadonlyMap<string, string>

/** Why it cannot be done: `long`, because a text would be longer than a text may be. */
export type RenamingObjection = 'bad' | 'taken' | 'long'

/** One action that gives a variable another name and keeps what it means everywhere; none where it has it already. */
export function planRename(document: StoryDocument, from: VariableName, to: VariableName): Edit[] | RenamingObjection {
  const variable = document.variables.get(from)
  if (from === to || !variable) return []
  if (!ID_SHAPE.test(to)) return 'bad'
  if (document.variables.has(to)) return 'taken'
  const names = new Map([[from, to]])
  // It goes before it comes: a story may hold as many as it can.
  const edits: Edit[] = [
    { type: 'variable.removed', name: from },
    { type: 'variable.added', name: to, variable },
  ]
  for (const { id, data } of document.scenes.values()) {
    const text = inWords(data.text, names)
    if (text.length > MAX_TEXT) return 'long'
    if (text !== data.text) edits.push({ type: 'scene.rewritten', scene: id, text })
    for (const option of data.options) {
      const renamed = renamedOption(option, names)
      if (renamed.label.length > MAX_LABEL || renamed.hint.length > MAX_HINT) return 'long'
      edits.push(...differences(id, option, renamed))
    }
  }
  return edits
}

export function renamedOption(option: Option, names: Names, scenes: Names = new Map()): Option {
  return {
    ...option,
    label: inWords(option.label, names),
    hint: inWords(option.hint, names),
    condition: option.condition && renamedCondition(option.condition, names, scenes),
    effects: option.effects.map((effect) => renamedEffect(effect, names)),
  }
}

/** The text, with the names in its braces. */
export function inWords(text: string, names: Names): string {
  if (names.size === 0) return text
  return text.replace(PLACEHOLDER, (whole, name: string) => (names.has(name) ? `{${names.get(name)}}` : whole))
}

function renamedCondition(condition: Condition, names: Names, scenes: Names): Condition {
  const over = (part: Condition) => renamedCondition(part, names, scenes)
  if ('var' in condition) return { ...condition, var: names.get(condition.var) ?? condition.var }
  if ('visited' in condition) return { visited: scenes.get(condition.visited) ?? condition.visited }
  if ('all' in condition) return { all: condition.all.map(over) }
  return 'any' in condition ? { any: condition.any.map(over) } : { not: over(condition.not) }
}

function renamedEffect(effect: Effect, names: Names): Effect {
  if ('set' in effect) return { ...effect, set: names.get(effect.set) ?? effect.set }
  if ('add' in effect) return { ...effect, add: names.get(effect.add) ?? effect.add }
  return { toggle: names.get(effect.toggle) ?? effect.toggle }
}

function differences(scene: SceneId, before: Option, after: Option): Edit[] {
  const option = before.id
  const differs = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other)
  const edits: Edit[] = []
  if (before.label !== after.label) edits.push({ type: 'option.relabelled', scene, option, label: after.label })
  if (before.hint !== after.hint) edits.push({ type: 'option.hint_set', scene, option, hint: after.hint })
  if (differs(before.condition, after.condition))
    edits.push({ type: 'option.condition_set', scene, option, condition: after.condition })
  if (differs(before.effects, after.effects))
    edits.push({ type: 'option.effects_set', scene, option, effects: after.effects })
  return edits
}
