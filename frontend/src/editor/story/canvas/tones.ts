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

/** The rings a scene can have. */
export type Ring = 'selected' | 'played' | 'previewing' | 'differing'

/**
 * The scenes that have each ring, the innermost first, where there are any. One the preview shows has that ring alone of
 * the preview's two.
 */
export function ringed({ selected, previewing, played, differing }: Marks): ReadonlyMap<Ring, ReadonlySet<SceneId>> {
  const all: readonly (readonly [Ring, ReadonlySet<SceneId>])[] = [
    ['selected', selected],
    ['played', new Set([...played.scenes].filter((scene) => scene !== previewing))],
    ['previewing', new Set(previewing === null ? [] : [previewing])],
    ['differing', differing],
  ]
  return new Map(all.filter(([, scenes]) => scenes.size > 0))
}
