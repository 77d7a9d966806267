/** What commands need of the story screen. */
import type { Document as StoryDocument, GroupId, Position, SceneId } from '../../../story/model'
import type { useDraftStore } from '../draft/draftStore'
import type { Panel, useSelectionStore } from '../selection'
import type { useGestures } from '../useGestures'

/** What the canvas can do; what it cannot yet, its commands do not offer. */
export interface Canvas {
  show(scene: string): Promise<void>
  reveal(scene: string): Promise<void>
  remove(): void
  centre(): Position
  placeAt(point: { clientX: number; clientY: number }): Position
  /** The scene whose tile, painted from afar, an event on the plane hits. */
  tileAt(event: MouseEvent): SceneId | null
  fit(): void
  zoomToSelection(): void
  /** Bring a group into view, and go on writing the note in it. */
  writeIn(group: GroupId): void
}

/** What opens above the canvas. */
export type Sheet = 'palette' | 'help' | 'search'

export interface Desk {
  readonly draft: ReturnType<typeof useDraftStore>
  readonly selection: ReturnType<typeof useSelectionStore>
  readonly gestures: ReturnType<typeof useGestures>
  readonly storyId: () => string
  readonly story: () => StoryDocument | null
  readonly canvas: () => Canvas | undefined
  readonly addScene: () => Promise<void>
  readonly addFollowing: (scene: string) => Promise<void>
  readonly openScene: (scene: string) => Promise<void>
  readonly closePanel: () => void
  readonly toggle: (panel: Panel) => Promise<void>
  readonly preview: (from: string) => void
  readonly publish: () => Promise<void>
  readonly open: (sheet: Sheet) => void
  readonly goTo: (screen: 'home' | 'numbers' | 'account') => void
  readonly theme: (chosen: 'system' | 'light' | 'dark') => void
}
