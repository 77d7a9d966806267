/** How large a scene's card is on the canvas, before anybody has drawn it. Pure. */
import type { Scene, Size } from '../../../story/model'
import { CARD_WIDTH, PICTURE_HEIGHT } from '../canvas/graph'

const TITLE_PADDING = 12
const TITLE_LINE = 18
const LETTERS_A_LINE = 26
const ROW = 29
const FOOT = 5
const FINAL = 54
/** From so many options on, a card says how many more there are. */
const MOST_ROWS = 6

/** As `SceneCard` draws it: the picture, a line or two of title, a row per option and one to add another. */
export function cardSize({ data }: Scene): Size {
  const head = PICTURE_HEIGHT + TITLE_PADDING + TITLE_LINE * (data.title.length > LETTERS_A_LINE ? 2 : 1)
  const rows = Math.min(data.options.length, MOST_ROWS) + 1
  return { width: CARD_WIDTH, height: head + (data.ending ? FINAL : rows * ROW + FOOT) }
}
