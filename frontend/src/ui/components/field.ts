import { computed, inject, type ComputedRef, type InjectionKey } from 'vue'

/** What a field tells the control inside it, so that label, hint and error belong to it for everybody. */
export interface FieldContext {
  readonly controlId: string
  readonly describedBy: string | undefined
  readonly invalid: boolean
}

export const fieldKey: InjectionKey<ComputedRef<FieldContext>> = Symbol('field')

/** The attributes a control takes from the field around it; none outside a field. */
export function useFieldAttributes(): ComputedRef<Record<string, string | boolean | undefined>> {
  const field = inject(fieldKey, undefined)
  return computed(() =>
    field === undefined
      ? {}
      : {
          id: field.value.controlId,
          'aria-describedby': field.value.describedBy,
          'aria-invalid': field.value.invalid || undefined,
        },
  )
}
