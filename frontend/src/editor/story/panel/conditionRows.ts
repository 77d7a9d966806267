/** A condition as rows of a form, and back. Pure. */
import type { Condition, Operator, Value, Variable } from '../../../story/model'

export type ConditionRow =
  | { readonly kind: 'variable'; readonly name: string; readonly is: Operator; readonly value: Value }
  | { readonly kind: 'visited'; readonly scene: string; readonly not: boolean }

export interface ConditionForm {
  readonly join: 'all' | 'any'
  readonly rows: readonly ConditionRow[]
}

export const EMPTY_FORM: ConditionForm = { join: 'all', rows: [] }

/** The form that shows this condition; null where it is nested deeper than the form can show. */
export function formOf(condition: Condition | null): ConditionForm | null {
  if (condition === null) return EMPTY_FORM
  if ('all' in condition) return joined('all', condition.all)
  if ('any' in condition) return joined('any', condition.any)
  return joined('all', [condition])
}

/** The condition a form stands for; no rows, no condition. */
export function conditionOf(form: ConditionForm): Condition | null {
  const parts = form.rows.map(partOf)
  const [first] = parts
  if (!first) return null
  if (parts.length === 1) return first
  return form.join === 'all' ? { all: parts } : { any: parts }
}

/** The operators that can hold for a variable of this type (order says nothing about booleans). */
export function operatorsFor(type: Variable['type'] | undefined): readonly Operator[] {
  return type === 'boolean' ? ['eq', 'ne'] : ['eq', 'ne', 'lt', 'le', 'gt', 'ge']
}

/** A value of the variable's type to begin with. */
export function firstValue(type: Variable['type'] | undefined): Value {
  if (type === 'boolean') return true
  return type === 'number' ? 1 : ''
}

/** Another variable in the same row: the operator and the value change where the type does. */
export function withVariable(
  row: ConditionRow & { kind: 'variable' },
  name: string,
  variables: ReadonlyMap<string, Variable>,
): ConditionRow {
  const type = variables.get(name)?.type
  const is = operatorsFor(type).includes(row.is) ? row.is : 'eq'
  return { kind: 'variable', name, is, value: typeof row.value === type ? row.value : firstValue(type) }
}

function joined(join: 'all' | 'any', parts: readonly Condition[]): ConditionForm | null {
  const rows = parts.map(rowOf)
  return rows.every((row) => row !== null) ? { join, rows } : null
}

function rowOf(condition: Condition): ConditionRow | null {
  if ('var' in condition) {
    return { kind: 'variable', name: condition.var, is: condition.is, value: condition.value }
  }
  if ('visited' in condition) return { kind: 'visited', scene: condition.visited, not: false }
  if ('not' in condition && 'visited' in condition.not) {
    return { kind: 'visited', scene: condition.not.visited, not: true }
  }
  return null
}

function partOf(row: ConditionRow): Condition {
  if (row.kind === 'variable') return { var: row.name, is: row.is, value: row.value }
  return row.not ? { not: { visited: row.scene } } : { visited: row.scene }
}
