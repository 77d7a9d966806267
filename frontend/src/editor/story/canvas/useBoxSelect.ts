/** A box is drawn over the plane; what it touches is selected. */
import { useEventListener } from '@vueuse/core'
import { shallowRef } from 'vue'
import type { Position } from '../../../story/model'
import type { Plane } from './useSceneDrag'
import { between, type Box } from './view'

interface Boxing {
  readonly plane: Plane
  readonly drawn: (box: Box, adding: boolean) => void
  readonly over: () => void
}

const CLICK = 3

export function useBoxSelect({ plane, drawn, over }: Boxing) {
  /** What is drawn so far, in the frame's own pixels. */
  const box = shallowRef<Box | null>(null)
  let began: { readonly screen: Position; readonly plane: Position; readonly pointer: number } | null = null

  function press(event: PointerEvent): void {
    const screen = { x: event.clientX, y: event.clientY }
    began = { screen, plane: plane.at(screen), pointer: event.pointerId }
  }

  function move(event: PointerEvent): void {
    const frame = plane.frame()?.getBoundingClientRect()
    if (!began || event.pointerId !== began.pointer || !frame) return
    const { screen } = began
    if (!box.value && Math.hypot(event.clientX - screen.x, event.clientY - screen.y) <= CLICK) return
    const inFrame = (x: number, y: number) => ({ x: x - frame.left, y: y - frame.top })
    box.value = between(inFrame(screen.x, screen.y), inFrame(event.clientX, event.clientY))
  }

  function release(event: PointerEvent): void {
    if (!began || event.pointerId !== began.pointer) return
    if (box.value) {
      over()
      if (event.type === 'pointerup') {
        const end = plane.at({ x: event.clientX, y: event.clientY })
        drawn(between(began.plane, end), event.shiftKey)
      }
    }
    began = null
    box.value = null
  }

  useEventListener(window, 'pointermove', move)
  useEventListener(window, ['pointerup', 'pointercancel'], release)

  return { box, press }
}
