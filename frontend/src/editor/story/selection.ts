/** What is selected and which panel is open: the screen's own state, never saved. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { GroupId, SceneId } from '../../story/model'

export type Panel = 'scene' | 'variables' | 'problems' | 'preview' | 'settings'

/** The way the preview has come: its scenes, and the ids of the links it took. */
export interface PreviewPath {
  readonly scenes: ReadonlySet<SceneId>
  readonly links: ReadonlySet<string>
}

/** Nothing is being played. */
export const NO_PATH: PreviewPath = { scenes: new Set(), links: new Set() }

export const useSelectionStore = defineStore('story-selection', () => {
  /** The selected scenes, in the order in which they were. */
  const scenes = shallowRef<ReadonlySet<SceneId>>(new Set())
  /** The selected scene where it is the only one: what panels are about. */
  const scene = computed(() => (scenes.value.size === 1 ? ([...scenes.value][0] ?? null) : null))
  /** The id of an option's link, whether or not it leads anywhere. */
  const link = ref<string | null>(null)
  /** The selected group or note; then no scene and no link is. */
  const group = ref<GroupId | null>(null)
  const panel = ref<Panel | null>(null)
  /** The scene the preview shows. */
  const previewing = ref<string | null>(null)
  const previewPath = shallowRef<PreviewPath>(NO_PATH)

  function select(id: SceneId | null): void {
    selectAll(id === null ? [] : [id])
  }

  /** Select these and no others. A scene's panel stays only with the one scene. */
  function selectAll(ids: Iterable<SceneId>): void {
    scenes.value = new Set(ids)
    link.value = null
    group.value = null
    if (scene.value === null && panel.value === 'scene') panel.value = null
  }

  /** Add a scene to the selected ones, or take it out. */
  function toggleScene(id: SceneId): void {
    selectAll(scenes.value.has(id) ? [...scenes.value].filter((other) => other !== id) : [...scenes.value, id])
  }

  function selectLink(id: string | null): void {
    link.value = id
    group.value = null
  }

  function selectGroup(id: GroupId | null): void {
    selectAll([])
    group.value = id
  }

  function openScene(id: string): void {
    select(id)
    panel.value = 'scene'
  }

  /** A tap on a scene opens it, unless the preview is being watched. */
  function tap(id: string): void {
    if (panel.value === 'preview') select(id)
    else openScene(id)
  }

  function toggle(which: Panel): void {
    panel.value = panel.value === which ? null : which
  }

  /** What the preview shows, and how it got there; nothing once it is closed. */
  function follow(scene: SceneId | null, path: PreviewPath = NO_PATH): void {
    previewing.value = scene
    previewPath.value = path
  }

  function reset(): void {
    selectAll([])
    panel.value = null
    follow(null)
  }

  return {
    scenes,
    scene,
    link,
    group,
    panel,
    previewing,
    previewPath,
    follow,
    select,
    selectAll,
    toggleScene,
    selectLink,
    selectGroup,
    openScene,
    tap,
    toggle,
    reset,
  }
})
