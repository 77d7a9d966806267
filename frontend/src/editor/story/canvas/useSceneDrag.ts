/** Scenes are dragged, one or all that are selected; what is dragged is shown there, the draft hears when it is let go. */
import { useEventListener } from '@vueuse/core'
import { onScopeDispose, shallowRef } from 'vue'
import type { Position } from '../../../story/model'
import { unfinished } from '../draft/typing'
import { meantBy, NOT_MEANT, pullAt, type Meant } from './border'
import { GRID, type Grabbed, type Landing, type Moving } from './moving'
import { sameSet } from './view'

export interface Plane {
  /** The screen's point in canvas units. */
  readonly at: (point: Position) => Position
  readonly panBy: (by: Position) => void
  readonly frame: () => HTMLElement | undefined
}

interface Dragging {
  readonly plane: Plane
  /** What a press there takes hold of. */
  readonly grabbed: (event: PointerEvent) => Grabbed | null
  /** Where that comes to lie, once the hand has moved so far. */
  readonly landing: (of: Grabbed, by: Position) => Landing
  readonly moved: (moved: Moving) => void
  /** A drag is over; the click that follows it means nothing. */
  readonly over: () => void
}

interface Grip {
  readonly of: Grabbed
  readonly pointer: number
  readonly from: Position
  readonly screen: Position
  /** The border, near which the hand may have begun. */
  meant: Meant
  last: PointerEvent
}

/** A press that strays no further than this is a click. */
const CLICK = 3
/** Keys that follow each other sooner than this are one move. */
const PAUSE = 500

export function useSceneDrag({ plane, grabbed, landing, moved, over }: Dragging) {
  const moving = shallowRef<Moving | null>(null)
  let grip: Grip | null = null
  let frame = 0
  let pause: ReturnType<typeof setTimeout> | undefined

  function press(event: PointerEvent): boolean {
    settle()
    const of = event.button === 0 && event.isPrimary ? grabbed(event) : null
    if (of === null) return false
    const screen = { x: event.clientX, y: event.clientY }
    grip = { of, pointer: event.pointerId, from: plane.at(screen), screen, meant: NOT_MEANT, last: event }
    return true
  }

  function move(event: PointerEvent): void {
    if (!grip || event.pointerId !== grip.pointer) return
    grip.last = event
    const strayed = Math.hypot(event.clientX - grip.screen.x, event.clientY - grip.screen.y)
    if (!moving.value && strayed <= CLICK) return
    follow()
    if (frame === 0) frame = requestAnimationFrame(panAlong)
  }

  function follow(): void {
    if (!grip) return
    const { last, from, of } = grip
    const to = plane.at({ x: last.clientX, y: last.clientY })
    const by = { x: to.x - from.x, y: to.y - from.y }
    show(of, last.altKey ? { by, guides: [] } : landing(of, by))
  }

  /** Near its border the plane goes on moving under a hand that is held still. */
  function panAlong(): void {
    frame = 0
    const box = plane.frame()?.getBoundingClientRect()
    if (!grip || !box || !moving.value) return
    const at = { x: grip.last.clientX, y: grip.last.clientY }
    grip.meant = meantBy(grip.meant, grip.screen, at, box)
    const by = pullAt(at, box, grip.meant)
    if (by.x === 0 && by.y === 0) return
    plane.panBy(by)
    follow()
    frame = requestAnimationFrame(panAlong)
  }

  function release(event: PointerEvent): void {
    if (!grip || event.pointerId !== grip.pointer) return
    grip = null
    if (!moving.value) return
    over()
    if (event.type === 'pointerup') settle()
    else drop()
  }

  /** Move by one step of the grid; steps of the same things, one soon after the other, are one move. */
  function nudge(of: Grabbed, direction: Position): void {
    if (moving.value && !isSame(moving.value, of)) settle()
    const { scenes, group, by } = moving.value ?? { ...of, by: { x: 0, y: 0 } }
    const further = { x: by.x + direction.x * GRID, y: by.y + direction.y * GRID }
    show({ scenes, group }, { by: further, guides: [] })
    clearTimeout(pause)
    pause = setTimeout(settle, PAUSE)
    unfinished.add(settle)
  }

  /** What has been moved stays there. */
  function settle(): void {
    clearTimeout(pause)
    unfinished.delete(settle)
    const done = moving.value
    if (!done || grip) return
    if (done.by.x !== 0 || done.by.y !== 0) moved(done)
    drop()
  }

  function show({ scenes, group }: Pick<Moving, 'scenes' | 'group'>, { by, guides }: Landing): void {
    moving.value = { scenes, group, by, guides }
    shiftCards()
  }

  function drop(): void {
    moving.value = null
    requestAnimationFrame(shiftCards) // cards that were moved have their new place by then
  }

  function shiftCards(): void {
    const now = moving.value
    for (const card of plane.frame()?.querySelectorAll<HTMLElement>('.vue-flow__node') ?? []) {
      const by = now?.scenes.has(card.dataset.id ?? '') ? `${now.by.x}px ${now.by.y}px` : ''
      if (card.style.translate === by) continue
      card.style.translate = by
      card.style.willChange = by && 'translate' // so that it is moved as it is, and not painted anew
    }
  }

  useEventListener(window, 'pointermove', move)
  useEventListener(window, ['pointerup', 'pointercancel'], release)
  useEventListener(
    window,
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !grip || !moving.value) return
      event.stopPropagation()
      event.preventDefault()
      grip = null
      over()
      drop()
    },
    { capture: true },
  )
  onScopeDispose(() => {
    cancelAnimationFrame(frame)
    grip = null
    settle()
  })

  return { moving, press, nudge }
}

function isSame(one: Pick<Grabbed, 'scenes' | 'group'>, other: Pick<Grabbed, 'scenes' | 'group'>): boolean {
  return one.group === other.group && sameSet(one.scenes, [...other.scenes])
}
