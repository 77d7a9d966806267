/** What texts, conditions and effects refer to. */
import {
  PLACEHOLDER,
  type Compare,
  type Condition,
  type Effect,
  type Option,
  type VariableName,
  type Visited,
} from './model'

/** The variables a text names in braces, each once, in order. */
export function placeholders(text: string): readonly VariableName[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => String(name)))]
}

/** The variables an option names, each once, in order: label, condition, effects. */
export function namesInOption(option: Option): readonly VariableName[] {
  const compared = leaves(option.condition).flatMap((part) => ('var' in part ? [part.var] : []))
  return [...new Set([...placeholders(option.label), ...compared, ...option.effects.map(variableOf)])]
}

/** The parts of a condition that have no parts. */
export function leaves(condition: Condition | null): readonly (Compare | Visited)[] {
  if (condition === null) return []
  if ('var' in condition || 'visited' in condition) return [condition]
  if ('all' in condition) return condition.all.flatMap(leaves)
  return 'any' in condition ? condition.any.flatMap(leaves) : leaves(condition.not)
}

/** The variable an effect changes. */
export function variableOf(effect: Effect): VariableName {
  if ('set' in effect) return effect.set
  return 'add' in effect ? effect.add : effect.toggle
}
