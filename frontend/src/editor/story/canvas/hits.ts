/** What of the canvas an event hits, by the elements Vue Flow and the cards put there. */
import type { SceneId } from '../../../story/model'

/** The empty plane, where no card and no link is; from afar tiles are painted beneath it. */
export function isPlane(target: EventTarget | null): boolean {
  return target instanceof Element && target.classList.contains('vue-flow__pane')
}

/** The scene whose card it is in. */
export function cardAround(target: EventTarget | null): SceneId | null {
  return (target instanceof Element && target.closest<HTMLElement>('[data-scene]')?.dataset.scene) || null
}

/** A click that is to change what is selected, and not to replace it. */
export function adds({ shiftKey, metaKey, ctrlKey }: MouseEvent | TouchEvent): boolean {
  return shiftKey || metaKey || ctrlKey
}
