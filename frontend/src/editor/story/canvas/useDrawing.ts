/** An option is drawn to a scene: from its handle, or by the end of the curve it has. */
import type { Connection, OnConnectStartParams } from '@vue-flow/core'
import type { Position } from '../../../story/model'

interface Drawn {
  /** To a scene, from an option's handle or that for a new one. */
  readonly connected: (scene: string, handle: string, target: string) => void
  /** … or to an empty place. */
  readonly connectedToNew: (scene: string, handle: string, at: Point) => void
  readonly over: () => void
}

interface Point {
  readonly clientX: number
  readonly clientY: number
}

/** A curve's end that strays no further was only clicked. */
const CLICK = 4

export function useDrawing({ connected, connectedToNew, over }: Drawn) {
  // Vue Flow tells of a handle that was hit; a card's middle and an empty place count, too.
  let drawing: OnConnectStartParams | null = null
  let from: Position | null = null

  function start(begun: OnConnectStartParams & { event?: MouseEvent | TouchEvent }): void {
    drawing = begun
    const point = begun.event && pointOf(begun.event)
    from = point ? { x: point.clientX, y: point.clientY } : null
  }

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

  return { start, connect, end }
}

function pointOf(event: MouseEvent | TouchEvent): Point | undefined {
  return 'changedTouches' in event ? event.changedTouches[0] : event
}
