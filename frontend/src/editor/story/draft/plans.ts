/** What the creator's gestures mean as edits. Pure: ids come in. */
import type { Edit } from '../../../story/edits'
import {
  newOption,
  newScene,
  type Document as StoryDocument,
  type OptionId,
  type Position,
  type Scene,
  type SceneId,
  type VariableName,
} from '../../../story/model'
import { namesInOption, placeholders, variableOf } from '../../../story/references'
import { placeAfter } from '../canvas/placement'

export interface Plan {
  readonly edits: readonly Edit[]
  /** The scene to select afterwards. */
  readonly scene: string
}

export type NewId = () => string

/** A scene on its own. The first scene of a story is where it starts. */
export function planScene(document: StoryDocument, newId: NewId, position: Position, title = ''): Plan {
  const scene = newScene(newId(), position, title)
  const edits: Edit[] = [{ type: 'scene.added', scene }]
  if (!document.scenes.has(document.start ?? '')) edits.push({ type: 'story.start_set', start: scene.id })
  return { edits, scene: scene.id }
}

/** A scene that follows another, with the option that leads there. */
export function planFollowing(document: StoryDocument, newId: NewId, from: Scene, label: string, at?: Position): Plan {
  const plan = planScene(document, newId, at ?? placeAfter(document, from))
  return { ...plan, edits: [...plan.edits, planOption(from, newId, label, plan.scene)] }
}

/** A scene where an option was dropped, and the option led there. */
export function planTarget(
  document: StoryDocument,
  newId: NewId,
  from: Scene,
  option: string,
  at = placeAfter(document, from),
  title = '',
): Plan {
  const plan = planScene(document, newId, at, title)
  const retargeted: Edit = { type: 'option.retargeted', scene: from.id, option, target: plan.scene }
  return { ...plan, edits: [...plan.edits, retargeted] }
}

export function planOption(scene: Scene, newId: NewId, label: string, target: string | null): Edit {
  const option = newOption(newId(), label, target)
  return { type: 'option.added', scene: scene.id, option, index: scene.data.options.length }
}

/** The order after moving one option by one place; null where it is at the end already. */
export function planMove(scene: Scene, option: string, by: -1 | 1): Edit | null {
  return planMoveTo(scene, option, scene.data.options.findIndex(({ id }) => id === option) + by)
}

/** The order once the option stands at that place; null where it does, or there is no such place. */
export function planMoveTo(scene: Scene, option: string, to: number): Edit | null {
  const order = scene.data.options.map((each) => each.id)
  const from = order.indexOf(option)
  if (from < 0 || to === from || to < 0 || to >= order.length) return null
  order.splice(to, 0, ...order.splice(from, 1))
  return { type: 'option.reordered', scene: scene.id, order }
}

/** The option once more, below it. One place in a picture leads one way: the copy has none. */
export function planDuplicate(scene: Scene, newId: NewId, option: string): Edit | null {
  const index = scene.data.options.findIndex(({ id }) => id === option)
  const source = scene.data.options[index]
  if (!source) return null
  return {
    type: 'option.added',
    scene: scene.id,
    option: { ...source, id: newId(), hotspot: null },
    index: index + 1,
  }
}

/** A text or an option that reads a variable or changes it. */
export interface VariableUse {
  readonly scene: SceneId
  /** Null for the scene's own text. */
  readonly option: OptionId | null
  readonly how: 'read' | 'set'
}

/** Where each variable is read and where it is set, scene by scene. */
export function variableUses(document: StoryDocument): ReadonlyMap<VariableName, readonly VariableUse[]> {
  const uses = new Map<VariableName, VariableUse[]>()
  const note = (name: VariableName, use: VariableUse) => void uses.set(name, [...(uses.get(name) ?? []), use])
  for (const { id: scene, data } of document.scenes.values()) {
    for (const name of placeholders(data.text)) note(name, { scene, option: null, how: 'read' })
    for (const option of data.options) {
      const set = new Set(option.effects.map(variableOf))
      const read = namesInOption({ ...option, effects: [] })
      for (const name of read) note(name, { scene, option: option.id, how: 'read' })
      for (const name of set) note(name, { scene, option: option.id, how: 'set' })
    }
  }
  return uses
}
