/** How ways and scenes are marked out from the others, wherever they are drawn. Pure. */
import type { Option, SceneId } from '../../../story/model'
import type { PreviewPath } from '../selection'

/** How a way stands out, the least first: the later is drawn above. */
export const TONES = ['resting', 'touching', 'played', 'chosen'] as const
export type Tone = (typeof TONES)[number]

/** What of the story is marked. */
export interface Marks {
  readonly selected: ReadonlySet<SceneId>
  /** The chosen way, by its edge's id. */
  readonly link: string | null
  /** The scene the preview shows. */
  readonly previewing: SceneId | null
  /** The way it has come. */
  readonly played: PreviewPath
  /** Scenes that are otherwise in another state of the story. */
  readonly differing: ReadonlySet<SceneId>
}

export function edgeId(scene: SceneId, option: Option['id']): string {
  return `${scene}:${option}`
}

/** The tone of the way an option leads. */
export function toneOf({ selected, link, played }: Marks, source: SceneId, option: string, target: SceneId): Tone {
  if (link !== null || played.scenes.has(source)) {
    const id = edgeId(source, option)
    if (id === link) return 'chosen'
    if (played.links.has(id)) return 'played'
  }
  return selected.has(source) || selected.has(target) ? 'touching' : 'resting'
}

/** The rings a scene can have, the innermost first. */
export const RINGS = ['selected', 'played', 'previewing', 'differing'] as const
export type Ring = (typeof RINGS)[number]

/** Whether a scene has a ring. A scene the preview shows has that one alone of its two. */
export function hasRing(marks: Marks, ring: Ring, scene: SceneId): boolean {
  if (ring === 'previewing') return marks.previewing === scene
  if (ring === 'played') return marks.previewing !== scene && marks.played.scenes.has(scene)
  return marks[ring].has(scene)
}
