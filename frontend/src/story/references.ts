/** What texts, conditions, effects and whole scenes refer to. */
import {
  PLACEHOLDER,
  type Compare,
  type Condition,
  type Effect,
  type Option,
  type Scene,
  type SceneId,
  type VariableName,
  type Visited,
} from './model'

/** The variables a text names in braces, each once, in order. */
export function placeholders(text: string): readonly VariableName[] {
  if (!text.includes('{')) return []
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => String(name)))]
}

/** The variables an option names, each once, in order: label, hint, condition, effects. */
export function namesInOption(option: Option): readonly VariableName[] {
  const compared = leaves(option.condition).flatMap((part) => ('var' in part ? [part.var] : []))
  const told = [...placeholders(option.label), ...placeholders(option.hint)]
  return [...new Set([...told, ...compared, ...option.effects.map(variableOf)])]
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

/** The options a reader can meet: an ending's are of no meaning. */
export function liveOptions({ data }: Scene): readonly Option[] {
  return data.ending === null ? data.options : []
}

/** Where a reader can go from the scene, whether there is such a scene or not. */
export function targetsOf(scene: Scene): ReadonlySet<SceneId> {
  const targets = new Set<SceneId>()
  for (const { target } of liveOptions(scene)) if (target !== null) targets.add(target)
  return targets
}

/**
 * What the problems of the scene depend on beside itself and where its options lead, as keys: `asset:`, `read:` and
 * `set:` a variable, `visit:` a scene.
 */
export function references(scene: Scene): ReadonlySet<string> {
  const found = new Set([`asset:${scene.data.image}`])
  for (const name of placeholders(scene.data.text)) found.add(`read:${name}`)
  for (const option of liveOptions(scene)) {
    for (const text of [option.label, option.hint]) for (const name of placeholders(text)) found.add(`read:${name}`)
    for (const effect of option.effects) found.add(`set:${variableOf(effect)}`)
    for (const part of leaves(option.condition)) found.add('var' in part ? `read:${part.var}` : `visit:${part.visited}`)
  }
  return found
}
