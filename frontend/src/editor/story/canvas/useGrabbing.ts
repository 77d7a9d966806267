/** What the hand takes hold of and moves: scenes, by their cards or tiles, and groups, which take theirs along. */
import type { Document as StoryDocument, Group, GroupId, Position, SceneId } from '../../../story/model'
import { liesIn } from '../arrange/grouping'
import { cardAround } from './hits'
import { movedWith, type Grabbed, type Landing, type Moving } from './moving'
import type { Direction } from './placement'
import type { SceneIndex } from './sceneIndex'
import { useSceneDrag, type Plane } from './useSceneDrag'
import { frameOf } from './view'

interface Grabbing {
  readonly plane: Plane
  readonly document: () => StoryDocument
  readonly index: () => SceneIndex
  readonly selected: () => ReadonlySet<SceneId>
  readonly tileAt: (event: MouseEvent) => SceneId | null
  readonly readonly: () => boolean
  readonly landing: (of: Grabbed, by: Position) => Landing
  readonly moved: (moved: Moving) => void
  readonly over: () => void
}

/** What a press on a card does not take hold of the card by. */
const UNGRABBED = '.vue-flow__handle, .nodrag, button, input'
const STEPS: Readonly<Record<Direction, Position>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
}

export function useGrabbing({ plane, document, index, selected, tileAt, readonly, landing, moved, over }: Grabbing) {
  const { moving, press, nudge } = useSceneDrag({ plane, grabbed, landing, moved, over })

  /** What is under the hand: a card, a group's title, or from afar a tile. A finger on a tile looks around. */
  function grabbed(event: PointerEvent): Grabbed | null {
    const target = event.target as Element
    if (readonly() || event.shiftKey) return null
    const group = target.closest<HTMLElement>('[data-group]')?.dataset.group
    if (group !== undefined) return grabbedGroup(group)
    if (target.closest(UNGRABBED)) return null
    return grabbedScene(cardAround(target) ?? (event.pointerType === 'touch' ? null : tileAt(event)))
  }

  function grabbedScene(id: SceneId | null): Grabbed | null {
    const scene = document().scenes.get(id ?? '')
    return scene ? { at: scene.position, scenes: movedWith(scene.id, selected()), group: null } : null
  }

  function grabbedGroup(id: GroupId): Grabbed | null {
    const group: Group | undefined = document().groups.get(id)
    if (!group) return null
    const inside = index()
      .within(frameOf(group))
      .filter((scene) => liesIn(group, scene))
    return { at: group.position, scenes: new Set(inside.map((scene) => scene.id)), group: group.id }
  }

  /** Move what a key takes hold of by one step. */
  function step(what: Grabbed | null, direction: Direction): void {
    if (what) nudge(what, STEPS[direction])
  }

  return {
    moving,
    press,
    nudgeScene: (scene: SceneId, direction: Direction) => step(grabbedScene(scene), direction),
    nudgeGroup: (group: GroupId, direction: Direction) => step(grabbedGroup(group), direction),
  }
}
