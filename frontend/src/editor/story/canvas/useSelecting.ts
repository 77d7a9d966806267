/** What is selected by the mouse: a card, from afar a tile, with a key one more of them, or all that a box touches. */
import { ref } from 'vue'
import type { SceneId } from '../../../story/model'
import { adds, isPlane } from './hits'
import type { SceneIndex } from './sceneIndex'
import { useBoxSelect } from './useBoxSelect'
import type { Plane } from './useSceneDrag'
import type { Box } from './view'

interface Selecting {
  readonly plane: Plane
  readonly index: () => SceneIndex
  readonly selected: () => ReadonlySet<SceneId>
  readonly tileAt: (event: MouseEvent) => SceneId | null
  readonly focus: (scene: SceneId, frames?: number) => void
  readonly select: (scene: SceneId | null) => void
  readonly selectAll: (scenes: Iterable<SceneId>) => void
  readonly toggle: (scene: SceneId) => void
  /** A card was clicked, and is not to be one more. */
  readonly tap: (scene: SceneId) => void
}

export function useSelecting({ plane, index, selected, tileAt, focus, select, selectAll, toggle, tap }: Selecting) {
  /** The pane's own drag selects instead of looking around. */
  const boxing = ref(false)
  const { box, press: begin } = useBoxSelect({ plane, over, drawn: selectIn })
  /** A click that ends something else means nothing. */
  let letGo = false

  /** Something has ended just now, and a click may follow it. */
  function over(): void {
    letGo = true
    setTimeout(() => (letGo = false))
  }

  /** Whether a press on the plane begins a box. */
  function press(event: PointerEvent): boolean {
    const begins = event.button === 0 && isPlane(event.target) && (event.shiftKey || boxing.value)
    if (begins) begin(event)
    return begins
  }

  function selectIn(area: Box, adding: boolean): void {
    const found = index()
      .within(area)
      .map((scene) => scene.id)
    selectAll(adding ? [...selected(), ...found] : found)
  }

  /** A click with a modifier adds a scene to the selected ones or takes it out. */
  function clickCard(event: MouseEvent | TouchEvent, scene: SceneId): void {
    if (letGo) return
    if (adds(event)) toggle(scene)
    else tap(scene)
    focus(scene, 0)
  }

  function clickPlane(event: MouseEvent): void {
    if (letGo) return
    const tile = tileAt(event)
    if (tile === null) {
      if (!adds(event)) select(null)
    } else if (adds(event)) toggle(tile)
    else {
      select(tile)
      focus(tile)
    }
  }

  return { boxing, box, over, press, clickCard, clickPlane }
}
