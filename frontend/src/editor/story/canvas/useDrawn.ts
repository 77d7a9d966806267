import { shallowRef, watch, type ShallowRef } from 'vue'
import type { Document as StoryDocument, SceneId } from '../../../story/model'
import { paintedAlike } from './paintedAlike'

/**
 * The draft as it is painted: an edit of what is painted nowhere, or lies under a card, is no reason to paint
 * anew.
 *
 * @param covered as in `paintedAlike`
 */
export function useDrawn(
  document: () => StoryDocument,
  covered: () => ReadonlySet<SceneId> | null,
): Readonly<ShallowRef<StoryDocument>> {
  const drawn = shallowRef(document())
  watch(
    [document, covered],
    ([now, under]) => {
      if (!paintedAlike(drawn.value, now, under)) drawn.value = now
    },
    { flush: 'sync' },
  )
  return drawn
}
