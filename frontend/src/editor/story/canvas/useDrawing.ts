/** An option is drawn to a scene: from its handle, or by the end of the curve it has. */
import type { Connection, OnConnectStartParams } from '@vue-flow/core'
import { useEventListener } from '@vueuse/core'
import { ref } from 'vue'
import type { Position } from '../../../story/model'
import type { Point } from '../commands/desk'
import { meantBy, NOT_MEANT } from './border'

interface Drawn {
  readonly frame: () => HTMLElement | undefined
  /** To a scene, from an option's handle or that for a new one. */
  readonly connected: (scene: string, handle: string, target: string) => void
  /** … or to an empty place. */
  readonly connectedToNew: (scene: string, handle: string, at: Point) => void
  readonly over: () => void
}

/** A curve's end that strays no further was only clicked. */
const CLICK = 4
/** So fast Vue Flow moves the plane along near its border. */
const SPEED = 15

export function useDrawing({ frame, connected, connectedToNew, over }: Drawn) {
  // Vue Flow tells of a handle that was hit; a card's middle and an empty place count, too.
  let drawing: OnConnectStartParams | null = null
  let from: Position | null = null
  let meant = NOT_MEANT
  /** None before the hand means the border: the handle it begins at may be near it. */
  const panSpeed = ref(0)

  function start(begun: OnConnectStartParams & { event?: MouseEvent | TouchEvent }): void {
    drawing = begun
    const point = begun.event && pointOf(begun.event)
    from = point ? { x: point.clientX, y: point.clientY } : null
    meant = NOT_MEANT
    panSpeed.value = 0
  }

  useEventListener(window, 'pointermove', ({ clientX, clientY }) => {
    const box = drawing && from && frame()?.getBoundingClientRect()
    if (!box || !from) return
    meant = meantBy(meant, from, { x: clientX, y: clientY }, box)
    panSpeed.value = meant.x && meant.y ? SPEED : 0
  })

  function connect({ source, sourceHandle, target }: Connection): void {
    drawing = null
    if (sourceHandle) connected(source, sourceHandle, target)
  }

  function end(event: MouseEvent | TouchEvent | undefined): void {
    const { nodeId, handleId } = drawing ?? {}
    drawing = null
    over()
    const point = event && pointOf(event)
    if (!point || !nodeId || !handleId) return
    if (from && Math.hypot(point.clientX - from.x, point.clientY - from.y) < CLICK) return
    const under = document.elementFromPoint(point.clientX, point.clientY)
    const target = under?.closest<HTMLElement>('[data-scene]')?.dataset.scene
    if (target) connected(nodeId, handleId, target)
    else if (under?.closest('.vue-flow__pane')) connectedToNew(nodeId, handleId, point)
  }

  return { panSpeed, start, connect, end }
}

function pointOf(event: MouseEvent | TouchEvent): Point | undefined {
  return 'changedTouches' in event ? event.changedTouches[0] : event
}
