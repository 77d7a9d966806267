/** The cards and links Vue Flow is given: of what is in sight, with what is dragged taken out of the links. */
import { computed } from 'vue'
import type { SceneId } from '../../../story/model'
import { edgesFor, nodesFor, withMarks } from './graph'
import type { Moving } from './moving'
import type { Marks } from './tones'
import { useGiven, type Looking } from './useGiven'

interface FlowGraph extends Omit<Looking, 'always'> {
  readonly marks: () => Marks
  readonly moving: () => Moving | null
  /** The card that has or would get the focus. */
  readonly tabbable: () => SceneId | null
}

/** More than these are painted while they are dragged out of sight. */
const FEW = 24

export function useFlowGraph({ marks, moving, tabbable, ...looking }: FlowGraph) {
  const movingScenes = computed(() => moving()?.scenes ?? null)
  /** Cards under the hand stay cards wherever they are taken. */
  const fewMoving = computed(() => {
    const scenes = movingScenes.value
    return scenes && scenes.size <= FEW ? [...scenes] : []
  })
  const { level, given, joined } = useGiven({
    ...looking,
    always: () => [tabbable(), ...fewMoving.value].filter((scene) => scene !== null),
  })
  const nodes = computed(() => nodesFor(looking.document(), given.value))
  const links = computed(() => edgesFor(looking.document(), joined.value))
  const edges = computed(() => {
    const { value: away } = movingScenes
    const resting = away
      ? links.value.filter(({ source, target }) => !away.has(source) && !away.has(target))
      : links.value
    return withMarks(resting, marks())
  })

  return { level, given, joined, nodes, edges }
}
