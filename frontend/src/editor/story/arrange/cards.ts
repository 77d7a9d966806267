/** How large a scene's card is on the canvas, before anybody has drawn it. Pure. */
import type { Scene, Size } from '../../../story/model'
import { CARD_WIDTH, PICTURE_HEIGHT } from '../canvas/graph'

const TITLE = 33
const ROW = 28
/** From so many options on, a card says how many more there are. */
const MOST_ROWS = 6

/** As `SceneCard` draws it: the picture, a line of title, a row per option and one to add another. */
export function cardSize({ data }: Scene): Size {
  const rows = data.ending ? 1 : Math.min(data.options.length, MOST_ROWS) + 1
  return { width: CARD_WIDTH, height: PICTURE_HEIGHT + TITLE + rows * ROW }
}
