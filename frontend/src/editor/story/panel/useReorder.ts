/** Rows put in another order by dragging one by its grip. Escape, or losing the pointer, leaves them as they were. */
import { useEventListener } from '@vueuse/core'
import { ref, shallowRef, type Ref } from 'vue'
import { gapAt, placeInGap } from './ordering'

interface Dragged {
  readonly from: number
  readonly gap: number
}

export function useReorder(list: Readonly<Ref<HTMLElement | undefined>>, move: (from: number, to: number) => void) {
  const dragged = shallowRef<Dragged | null>(null)
  const pointer = ref<number | null>(null)

  function take(event: PointerEvent, from: number): void {
    if (event.button !== 0 || !event.isPrimary) return
    event.preventDefault()
    pointer.value = event.pointerId
    dragged.value = { from, gap: from }
  }

  useEventListener(window, 'pointermove', ({ pointerId, clientY }) => {
    const { value } = dragged
    if (!value || pointerId !== pointer.value) return
    const rows = [...(list.value?.children ?? [])]
    const gap = gapAt(
      clientY,
      rows.map((row) => row.getBoundingClientRect()),
    )
    dragged.value = { ...value, gap }
    // The rows beside the gap come into view, so that one can go further than what is seen.
    rows[gap]?.scrollIntoView({ block: 'nearest' })
    rows[gap - 1]?.scrollIntoView({ block: 'nearest' })
  })
  useEventListener(window, 'pointerup', ({ pointerId }) => {
    const { value } = dragged
    if (!value || pointerId !== pointer.value) return
    stop()
    const to = placeInGap(value.from, value.gap)
    if (to !== value.from) move(value.from, to)
  })
  useEventListener(window, 'pointercancel', stop)
  useEventListener(
    window,
    'keydown',
    (event) => {
      if (!dragged.value || event.key !== 'Escape') return
      event.stopPropagation()
      stop()
    },
    { capture: true },
  )

  function stop(): void {
    dragged.value = null
    pointer.value = null
  }

  return { dragged, take }
}
