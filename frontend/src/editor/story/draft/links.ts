/** An option by the id of its link, as the selection names it. Pure. */
import type { Document as StoryDocument, Option, Scene } from '../../../story/model'

export interface Linked {
  readonly scene: Scene
  readonly option: Option
}

/** The scene and the option; null where there is none of them, or no link. */
export function linkedBy(document: StoryDocument | null, link: string | null): Linked | null {
  const [id = '', optionId] = link?.split(':') ?? []
  const scene = document?.scenes.get(id)
  const option = scene?.data.options.find((each) => each.id === optionId)
  return scene && option ? { scene, option } : null
}
