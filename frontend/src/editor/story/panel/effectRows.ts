/** Effects as rows of a form. Pure. */
import type { Effect, Variable } from '../../../story/model'
import { firstValue } from './conditionRows'

export type EffectKind = 'set' | 'add' | 'toggle'

/** What can happen to a variable of this type. */
export function kindsFor(variable: Variable | undefined): readonly EffectKind[] {
  if (variable?.type === 'number') return ['add', 'set']
  return variable?.type === 'boolean' ? ['set', 'toggle'] : ['set']
}

export function kindOf(effect: Effect): EffectKind {
  if ('set' in effect) return 'set'
  return 'add' in effect ? 'add' : 'toggle'
}

/** The effect on another variable; its kind and its value change where the variable's type makes them. */
export function withVariable(effect: Effect, name: string, variable: Variable | undefined): Effect {
  const made = effectOf(name, variable, kindOf(effect))
  if ('add' in made && 'add' in effect) return { ...made, by: effect.by }
  if ('set' in made && 'set' in effect && typeof effect.to === variable?.type) return { ...made, to: effect.to }
  return made
}

/** An effect on a variable, of the kind asked for where its type allows it. */
export function effectOf(name: string, variable: Variable | undefined, wanted?: EffectKind): Effect {
  const possible = kindsFor(variable)
  const kind = wanted !== undefined && possible.includes(wanted) ? wanted : possible[0]
  if (kind === 'add') return { add: name, by: 1 }
  return kind === 'toggle' ? { toggle: name } : { set: name, to: firstValue(variable?.type) }
}
