/** Offers the story's variables while the name of one is begun with a brace: a list the caret stays out of. */
import { computed, ref, shallowRef, type Ref } from 'vue'
import type { VariableName } from '../../../story/model'
import { caretPlace, type CaretPlace } from './caretPlace'
import { begunAt, completed, offers, type Begun } from './completion'
import type { Replacement } from './markup'

export function useCompletion(
  area: Readonly<Ref<HTMLTextAreaElement | undefined>>,
  names: () => Iterable<VariableName>,
  replace: (replacement: Replacement) => void,
) {
  const begun = shallowRef<Begun | null>(null)
  const place = shallowRef<CaretPlace>({ left: 0, below: 0 })
  const active = ref(0)
  /** Where the brace stands whose list was sent away. */
  let declined: number | null = null

  const offered = computed(() => (begun.value ? offers(names(), begun.value) : []))

  /** Look at what stands before the caret now. */
  function look(): void {
    const field = area.value
    if (!field || field.selectionStart !== field.selectionEnd) return close()
    const found = begunAt(field.value, field.selectionStart)
    if (found?.at !== declined) declined = null
    if (!found || declined !== null) return close()
    if (found.at !== begun.value?.at || found.name !== begun.value.name) active.value = 0
    begun.value = found
    place.value = caretPlace(field, found.at)
  }

  function close(): void {
    begun.value = null
  }

  function choose(name: VariableName): void {
    const field = area.value
    if (!field || !begun.value) return
    replace(completed(field.value, field.selectionStart, begun.value, name))
    close()
  }

  /** Whether the key was the list's. */
  function take(event: KeyboardEvent): boolean {
    const count = offered.value.length
    if (count === 0 || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false
    const name = offered.value[active.value]
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        active.value = (active.value + (event.key === 'ArrowDown' ? 1 : count - 1)) % count
        return true
      case 'Enter':
      case 'Tab':
        if (event.shiftKey || name === undefined) return false
        choose(name)
        return true
      case 'Escape':
        declined = begun.value?.at ?? null
        close()
        return true
      default:
        return false
    }
  }

  return { offered, active, place, look, close, choose, take }
}
