/** How large a scene's card is on the canvas, before anybody has drawn it. Pure. */
import type { Scene, Size } from '../../../story/model'
import { CARD_WIDTH, shapeOf } from '../canvas/cardShape'

/** In whole pixels. */
export function cardSize(scene: Scene): Size {
  return { width: CARD_WIDTH, height: Math.ceil(shapeOf(scene).height) }
}
