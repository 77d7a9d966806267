/** A scene is brought into view and gets the focus, also where its card is only about to be made. */
import type { Ref } from 'vue'
import type { Document as StoryDocument, SceneId } from '../../../story/model'

interface Showing {
  readonly frame: Readonly<Ref<HTMLElement | null>>
  readonly document: () => StoryDocument
  readonly reveal: (scene: SceneId) => Promise<void>
  readonly select: (scene: SceneId) => void
}

/** How many frames a new card may take until Vue Flow has measured it and it can have the focus. */
const FRAMES = 20

export function useShowing({ frame, document: story, reveal, select }: Showing) {
  /** Bring a scene into view, select it and give it the focus. */
  async function show(scene: SceneId): Promise<void> {
    if (!story().scenes.has(scene)) return
    select(scene)
    focus(scene) // at once: the next key is already meant for it
    await reveal(scene)
    await hasFocus(scene)
  }

  function focus(scene: SceneId): void {
    void hasFocus(scene)
  }

  async function hasFocus(scene: SceneId, frames = FRAMES): Promise<void> {
    const card = frame.value?.querySelector<HTMLElement>(`[data-scene="${CSS.escape(scene)}"]`) ?? null
    card?.focus({ preventScroll: true })
    if (frames === 0 || document.activeElement === card) return
    await new Promise(requestAnimationFrame)
    await hasFocus(scene, frames - 1)
  }

  return { show, focus }
}
