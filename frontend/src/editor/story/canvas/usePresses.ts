/** A press is looked at before Vue Flow acts on it: who takes it has it to themselves. */
import { useEventListener } from '@vueuse/core'
import type { Ref } from 'vue'
import { isPlane } from './hits'

/** @param takers asked one after the other whether they take a press */
export function usePresses(
  frame: Readonly<Ref<HTMLElement | null>>,
  takers: readonly ((event: PointerEvent) => boolean)[],
): void {
  let taken = false

  useEventListener(frame, 'pointerdown', (event) => (taken = takers.some((takes) => takes(event))), { capture: true })
  // Vue Flow looks around from a mousedown, which a taken press is not to be.
  useEventListener(
    frame,
    ['mousedown', 'touchstart'],
    (event) => {
      if (taken && isPlane(event.target)) event.stopPropagation()
    },
    { capture: true },
  )
}
