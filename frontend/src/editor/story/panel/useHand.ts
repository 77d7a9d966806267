/**
 * A hand on a hotspot: what a gesture makes of it while it lasts, and one change when it ends. A drag ends with the
 * pointer, a run of key presses with a pause.
 */
import { computed, onBeforeUnmount, shallowRef } from 'vue'
import type { Hotspot, Point } from '../../../story/model'
import { sameShape, shifted, withCorner } from './hotspot'

/** What is held: a corner, or all of it. */
export type Grip = number | 'whole'

/** A hotspot, and what it is called. */
interface Place {
  readonly id: string
  readonly hotspot: Hotspot | null
}

interface Held {
  /** It may be let go when another place, or none, is chosen already. */
  readonly place: string
  readonly grip: Grip
  readonly from: Point
  readonly before: Hotspot
  readonly now: Hotspot
}

const PAUSE_MS = 700
const STEPS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-0.01, 0],
  ArrowRight: [0.01, 0],
  ArrowUp: [0, -0.01],
  ArrowDown: [0, 0.01],
}

/** How far a key goes: one hundredth of the picture, with Shift five; null for any other key. */
export function stepOf({ key, shiftKey }: { readonly key: string; readonly shiftKey: boolean }): Point | null {
  const step = STEPS[key]
  return step ? [step[0] * (shiftKey ? 5 : 1), step[1] * (shiftKey ? 5 : 1)] : null
}

export function useHand(chosen: () => Place | undefined, change: (place: string, hotspot: Hotspot) => void) {
  const held = shallowRef<Held | null>(null)
  let pause: ReturnType<typeof setTimeout> | undefined

  function take(grip: Grip, from: Point): void {
    finish()
    const place = chosen()
    if (place?.hotspot) held.value = { place: place.id, grip, from, before: place.hotspot, now: place.hotspot }
  }

  function drag(to: Point): void {
    if (!held.value) return
    const { grip, from, before } = held.value
    const now = grip === 'whole' ? shifted(before, [to[0] - from[0], to[1] - from[1]]) : withCorner(before, grip, to)
    held.value = { ...held.value, now }
  }

  /** Move it a step; the run of steps is one change. */
  function nudge(grip: Grip, by: Point): void {
    if (held.value?.grip !== grip) take(grip, [0, 0])
    if (!held.value) return
    const { now } = held.value
    const corner = grip === 'whole' ? undefined : now.points[grip]
    const next = corner ? withCorner(now, grip as number, [corner[0] + by[0], corner[1] + by[1]]) : shifted(now, by)
    held.value = { ...held.value, now: next }
    clearTimeout(pause)
    pause = setTimeout(finish, PAUSE_MS)
  }

  /** Let go: what came of it is the change. */
  function finish(): void {
    stopWaiting()
    const last = held.value
    held.value = null
    if (last && !sameShape(last.before, last.now)) change(last.place, last.now)
  }

  /** End a run of key presses; a drag goes on, for it may be what took the focus. */
  function settle(): void {
    if (pause !== undefined) finish()
  }

  /** Let go and leave all as it was. */
  function letGo(): void {
    stopWaiting()
    held.value = null
  }

  function stopWaiting(): void {
    clearTimeout(pause)
    pause = undefined
  }

  onBeforeUnmount(finish)
  return {
    now: computed(() => held.value?.now ?? chosen()?.hotspot ?? null),
    busy: computed(() => held.value !== null),
    take,
    drag,
    nudge,
    finish,
    settle,
    letGo,
  }
}
