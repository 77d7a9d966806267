/** The plane's border: under a hand that drags something near it, the plane moves along. Pure. */
import type { Position } from '../../../story/model'

/** So near, as Vue Flow has it for curves, and so fast at the most: pixels a frame. */
const BORDER = 40
const SPEED = 14
/** A hand that began so near means the border once it has gone so much further that way. */
const TOWARDS = 8

type Sides = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>

/** Whether a hand has meant the border since it began, across and down. */
export interface Meant {
  readonly x: boolean
  readonly y: boolean
}

export const NOT_MEANT: Meant = { x: false, y: false }

/** Once a hand has been away from the border, or has gone towards it, it means it whenever it is near. */
export function meantBy(before: Meant, from: Position, at: Position, box: Sides): Meant {
  return {
    x: before.x || means(at.x, from.x, box.left, box.right),
    y: before.y || means(at.y, from.y, box.top, box.bottom),
  }
}

/** How far the plane moves along in a frame, under a hand there. */
export function pullAt(at: Position, box: Sides, meant: Meant): Position {
  return {
    x: meant.x ? pull(at.x, box.left, box.right) : 0,
    y: meant.y ? pull(at.y, box.top, box.bottom) : 0,
  }
}

function means(at: number, from: number, least: number, most: number): boolean {
  if (at < least + BORDER) return from - at > TOWARDS
  if (at > most - BORDER) return at - from > TOWARDS
  return true
}

function pull(at: number, least: number, most: number): number {
  if (at < least + BORDER) return (SPEED * Math.min(BORDER, least + BORDER - at)) / BORDER
  if (at > most - BORDER) return (-SPEED * Math.min(BORDER, at - most + BORDER)) / BORDER
  return 0
}
