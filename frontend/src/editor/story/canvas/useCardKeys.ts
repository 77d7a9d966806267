/** What the keys do on a card that has the focus, and how what is selected is removed. */
import type { Document as StoryDocument, SceneId } from '../../../story/model'
import { cardAround } from './hits'
import { movedWith } from './moving'
import { neighbour, type Direction } from './placement'

interface CardKeys {
  readonly document: () => StoryDocument
  readonly selected: () => ReadonlySet<SceneId>
  readonly selectedLink: () => string | null
  readonly readonly: () => boolean
  readonly show: (scene: SceneId) => Promise<void>
  readonly focus: (scene: SceneId) => void
  readonly nudge: (scene: SceneId, direction: Direction) => void
  readonly open: (scene: SceneId) => void
  readonly select: (scene: SceneId | null) => void
  readonly toggle: (scene: SceneId) => void
  readonly addFollowing: (scene: SceneId) => void
  readonly remove: (scenes: readonly SceneId[]) => void
  readonly removeLink: (link: string) => void
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}
/** Where the focus goes from a card that is removed. */
const BESIDE: readonly Direction[] = ['left', 'up', 'right', 'down']

export function useCardKeys(canvas: CardKeys) {
  function key(event: KeyboardEvent, scene: SceneId): void {
    const direction = DIRECTIONS[event.key]
    if (direction && (event.altKey || event.ctrlKey) && !event.metaKey && !canvas.readonly())
      canvas.nudge(scene, direction)
    else if (event.metaKey || event.ctrlKey || event.altKey) return
    else if (direction) {
      const next = neighbour(canvas.document(), scene, direction)
      if (next) void canvas.show(next)
    } else if (event.key === 'Enter') canvas.open(scene)
    else if (event.key === ' ') {
      if (event.shiftKey) canvas.toggle(scene)
      else canvas.open(scene)
    } else if (event.key === 'Escape' && canvas.selected().size > 1) canvas.select(null)
    else if (event.key === 'Delete' || event.key === 'Backspace') removeScenes(movedWith(scene, canvas.selected()))
    else if (event.key.toLowerCase() === 'n') canvas.addFollowing(scene)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** Remove what is selected: a link before the scenes it touches. */
  function remove(): void {
    const link = canvas.selectedLink()
    if (link) canvas.removeLink(link)
    else if (canvas.selected().size > 0) removeScenes(canvas.selected())
  }

  /** Remove scenes; a focus in one goes to a card beside it. */
  function removeScenes(scenes: ReadonlySet<SceneId>): void {
    const focused = cardAround(document.activeElement)
    const beside =
      focused !== null && scenes.has(focused)
        ? BESIDE.map((way) => neighbour(canvas.document(), focused, way)).find(
            (found) => found !== null && !scenes.has(found),
          )
        : undefined
    canvas.remove([...scenes])
    if (beside) canvas.focus(beside)
  }

  return { key, remove }
}
