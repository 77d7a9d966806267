/** A group is removed; where its title had the focus, what lies nearest has it then, and the next key is meant for that. */
import { nextTick } from 'vue'
import type { Document as StoryDocument, GroupId, SceneId } from '../../../story/model'
import { nearestTo } from './placement'

interface RemovingGroup {
  readonly document: () => StoryDocument
  readonly remove: (group: GroupId) => void
  /** Bring a group into view and give its title the focus. */
  readonly showGroup: (group: GroupId) => Promise<void>
  readonly showScene: (scene: SceneId) => Promise<void>
}

export function useRemovingGroup({ document: story, remove, showGroup, showScene }: RemovingGroup) {
  return async function removeGroup(id: GroupId): Promise<void> {
    const group = story().groups.get(id)
    const hadFocus = document.activeElement?.matches(`[data-group="${CSS.escape(id)}"]`) === true
    remove(id)
    await nextTick()
    if (!group || !hadFocus || story().groups.has(id)) return
    const { groups, scenes } = story()
    const other = nearestTo(group.position, groups.values())
    const scene = nearestTo(group.position, scenes.values())
    if (other) await showGroup(other.id)
    else if (scene) await showScene(scene.id)
  }
}
