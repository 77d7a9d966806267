/** What commands need of the story screen. */
import type { Document as StoryDocument, Group, GroupId, Position, SceneId } from '../../../story/model'
import type { useDraftStore } from '../draft/draftStore'
import type { UndoWords } from '../draft/useUndoWords'
import type { ViewName } from '../outline/useView'
import type { Panel, useSelectionStore } from '../selection'
import type { useGestures } from '../useGestures'

/** Where in the window, as an event tells it. */
export interface Point {
  readonly clientX: number
  readonly clientY: number
}

/** What shows the story, the map or the outline; what only one of them can, the other's commands do not offer. */
export interface View {
  /** Bring a scene into view, select it and give it the focus. */
  show(scene: string): Promise<void>
  reveal(scene: string): Promise<void>
  /** Bring a scene out from behind what has opened beside the view. */
  uncover(scene: string): Promise<void>
  /** Take the focus, where what is selected is. */
  takeFocus(): Promise<void>
  remove(): void
  centre(): Position
  placeAt(point: Point): Position
  fit?(): void
  zoomToSelection?(): void
  /** Bring scenes into view that have just come, where they do not come where one looks. */
  welcome?(scene: string): Promise<void>
  /** Bring an option into view, select it and give it the focus. */
  showOption?(link: string): Promise<void>
  /** Write the title of a scene that has just been made on its card. */
  nameScene?(scene: string): void
  /** Write the words of what has the focus, in place. */
  rename?(): void
  openAll?(): void
  closeAll?(): void
  /** The scene whose tile, painted from afar, an event on the plane hits. */
  tileAt?(event: MouseEvent): SceneId | null
  /** Bring a group into view, and go on writing the note in it. */
  writeIn?(group: GroupId): void
  /** Bring a note into view that is not in the story yet, and write in it. */
  beginNote?(note: Group): void
  /** Bring a group into view, and give it a title or a colour. */
  nameGroup?(group: GroupId): void
  paintGroup?(group: GroupId): void
  /** Bring a group into view and give its title the focus. */
  showGroup?(group: GroupId): Promise<void>
  revealGroup?(group: GroupId): Promise<void>
  /** Remove a group; a focus in it goes on to what lies nearest. */
  removeGroup?(group: GroupId): void
}

/** What opens above the canvas. */
export type Sheet = 'palette' | 'help' | 'search'

export interface Desk {
  readonly draft: ReturnType<typeof useDraftStore>
  readonly selection: ReturnType<typeof useSelectionStore>
  readonly gestures: ReturnType<typeof useGestures>
  readonly undoWords: UndoWords
  readonly storyId: () => string
  readonly story: () => StoryDocument | null
  readonly view: () => View | undefined
  /** The name of that view, and another one instead. */
  readonly viewName: () => ViewName
  readonly look: (view: ViewName) => Promise<void>
  readonly addScene: (at?: Point) => Promise<void>
  readonly addFollowing: (scene: string) => Promise<void>
  readonly addOption: (scene: string) => Promise<void>
  /** Bring an option that has just been made into view, where the view shows options by themselves. */
  readonly showOption: (scene: string, option: string) => Promise<void>
  readonly rename: () => Promise<void>
  /** Choose where the selected option leads. */
  readonly connect: () => void
  /** Move the selected option among those of its scene. */
  readonly moveOption: (by: -1 | 1) => void
  readonly openScene: (scene: string) => Promise<void>
  readonly closePanel: () => void
  readonly toggle: (panel: Panel) => Promise<void>
  readonly preview: (from: string) => void
  readonly publish: () => Promise<void>
  readonly open: (sheet: Sheet) => void
  readonly goTo: (screen: 'home' | 'numbers' | 'account') => void
  readonly theme: (chosen: 'system' | 'light' | 'dark') => void
}
