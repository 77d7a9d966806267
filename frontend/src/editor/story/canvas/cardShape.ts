/**
 * How large a scene's card is and where its handles are, before anybody has measured it. Pure.
 *
 * `sceneCard.css` says the same to the browser. A title's lines are guessed from its length, so a card may measure one
 * line more or less.
 */
import type { Scene } from '../../../story/model'
import type { Box } from './view'

export const CARD_WIDTH = 224
export const PICTURE_HEIGHT = 140
/** About what a card with two options measures. */
export const CARD_HEIGHT = 272
/** How far down the handle is at which options arrive. */
export const IN_HANDLE = 79
export const SHOWN_OPTIONS = 5

const TITLE_PADDING = 12
const TITLE_LINE = 18
const LETTERS_A_LINE = 26
const ROW = 28.5
const FOOT = 5
const FINAL = 52

export interface CardShape {
  readonly height: number
  /** How far down each option leaves, in the order of the options. */
  readonly leaves: readonly number[]
}

const shapes = new WeakMap<Scene['data'], CardShape>()

export function shapeOf({ data }: Scene): CardShape {
  const known = shapes.get(data)
  if (known) return known
  const shape = guess(data)
  shapes.set(data, shape)
  return shape
}

export function boxOf(scene: Scene): Box {
  const { x, y } = scene.position
  return { left: x, top: y, right: x + CARD_WIDTH, bottom: y + shapeOf(scene).height }
}

function guess({ title, options, ending }: Scene['data']): CardShape {
  const head = PICTURE_HEIGHT + TITLE_PADDING + TITLE_LINE * (title.length > LETTERS_A_LINE ? 2 : 1)
  if (ending) return { height: head + FINAL, leaves: options.map(() => head + FINAL / 2) }
  const shown = options.length > SHOWN_OPTIONS + 1 ? SHOWN_OPTIONS : options.length
  const rows = shown + (options.length > shown ? 1 : 0) + 1
  return {
    height: head + rows * ROW + FOOT,
    leaves: options.map((_, index) => head + (Math.min(index, shown) + 0.5) * ROW),
  }
}
