/** Applying edits. What each does is told with its type in `edits.ts`. */
import type { Edit, GroupEdit, OptionEdit, SceneEdit, StoryEdit, VariableEdit } from './edits'
import {
  MAX_GROUPS,
  MAX_OPTIONS,
  MAX_SCENES,
  MAX_VARIABLES,
  type Document,
  type Group,
  type Option,
  type OptionId,
  type Scene,
  type SceneData,
  type Variable,
} from './model'
import { UnknownEdit } from './unknownEdit'

/** The edit does not fit the story as it is now; the message says why, in a sentence. */
export class EditRefused extends Error {
  override readonly name = 'EditRefused'
}

/**
 * The document after the edit; of a document that holds only some of the scenes too.
 *
 * Throws EditRefused if what the edit touches is not there, if what it adds is there already, or at a limit; and
 * UnknownEdit where it is of a newer release.
 */
export function apply(document: Document, edit: Edit): Document {
  if (isOf(edit, 'story.')) return storyAfter(document, edit)
  if (isOf(edit, 'scene.')) return { ...document, scenes: scenesAfter(document.scenes, edit) }
  if (isOf(edit, 'option.')) return { ...document, scenes: withOptions(document.scenes, edit) }
  if (isOf(edit, 'variable.')) return { ...document, variables: variablesAfter(document.variables, edit) }
  return { ...document, groups: groupsAfter(document.groups, edit) }
}

/** The document after all of the edits, one after the other. Throws as `apply` does. */
export function applyAll(document: Document, edits: Iterable<Edit>): Document {
  return together(() => [...edits].reduce((current, edit) => apply(current, edit), document))
}

/**
 * Run something that applies many edits one after the other and keeps only the last document: each Map is copied once,
 * however many edits change it. The documents in between change with it, and are not to be kept.
 */
export function together<Outcome>(run: () => Outcome): Outcome {
  const before = copies
  copies = new WeakSet()
  try {
    return run()
  } finally {
    copies = before
  }
}

/** The Maps that edits being applied together have copied already. */
let copies: WeakSet<object> | null = null

function copyOf<V>(things: ReadonlyMap<string, V>): Map<string, V> {
  if (copies?.has(things)) return things as Map<string, V>
  const copy = new Map(things)
  copies?.add(copy)
  return copy
}

/** The thing of that key. Throws EditRefused if there is none. */
export function present<V>(things: ReadonlyMap<string, V>, key: string, what: string): V {
  const thing = things.get(key)
  if (thing === undefined) throw new EditRefused(`There is no ${what} “${key}”.`)
  return thing
}

/** Where the option stands in its scene. Throws EditRefused if it does not. */
export function optionIndex(scene: Scene, option: OptionId): number {
  const index = scene.data.options.findIndex(({ id }) => id === option)
  if (index < 0) throw new EditRefused(`The scene “${scene.id}” has no option “${option}”.`)
  return index
}

type OfKind<Kind extends string> = Extract<Edit, { readonly type: `${Kind}${string}` }>

function isOf<Kind extends string>(edit: Edit, kind: Kind): edit is OfKind<Kind> {
  return edit.type.startsWith(kind)
}

function storyAfter(document: Document, edit: StoryEdit): Document {
  switch (edit.type) {
    case 'story.retitled':
      return { ...document, title: edit.title }
    case 'story.summarised':
      return { ...document, summary: edit.summary }
    case 'story.language_set':
      return { ...document, language: edit.language }
    case 'story.start_set':
      return { ...document, start: edit.start }
    case 'story.theme_set':
      return { ...document, theme: edit.theme }
    case 'story.ifid_set':
      return { ...document, ifid: edit.ifid }
    case 'story.reveal_choices_set':
      return { ...document, reveal_choices: edit.reveal_choices }
    default:
      throw new UnknownEdit(edit)
  }
}

type Scenes = ReadonlyMap<string, Scene>

function scenesAfter(scenes: Scenes, edit: SceneEdit): Scenes {
  switch (edit.type) {
    case 'scene.added':
      requireDistinct(edit.scene.data.options.map(({ id }) => id))
      return added(scenes, edit.scene.id, edit.scene, 'scene', MAX_SCENES)
    case 'scene.removed':
      return removed(scenes, edit.scene, 'scene')
    case 'scene.moved':
      return replaced(scenes, edit.scene, { ...present(scenes, edit.scene, 'scene'), position: edit.position })
    case 'scene.retitled':
      return withData(scenes, edit.scene, { title: edit.title })
    case 'scene.rewritten':
      return withData(scenes, edit.scene, { text: edit.text })
    case 'scene.image_set':
      return withData(scenes, edit.scene, { image: edit.image })
    case 'scene.alt_set':
      return withData(scenes, edit.scene, { alt: edit.alt })
    case 'scene.ending_set':
      return withData(scenes, edit.scene, { ending: edit.ending })
    case 'scene.noted':
      return withData(scenes, edit.scene, { notes: edit.notes })
    case 'scene.tagged':
      return withData(scenes, edit.scene, { tags: edit.tags })
    default:
      throw new UnknownEdit(edit)
  }
}

function withData(scenes: Scenes, id: string, data: Partial<SceneData>): Scenes {
  const scene = present(scenes, id, 'scene')
  return replaced(scenes, id, { ...scene, data: { ...scene.data, ...data } })
}

function withOptions(scenes: Scenes, edit: OptionEdit): Scenes {
  return withData(scenes, edit.scene, { options: optionsAfter(present(scenes, edit.scene, 'scene'), edit) })
}

function optionsAfter(scene: Scene, edit: OptionEdit): readonly Option[] {
  switch (edit.type) {
    case 'option.added':
      return optionAdded(scene, edit.option, edit.index)
    case 'option.removed':
      return scene.data.options.toSpliced(optionIndex(scene, edit.option), 1)
    case 'option.reordered':
      return reordered(scene, edit.order)
    case 'option.relabelled':
      return withOption(scene, edit.option, { label: edit.label })
    case 'option.retargeted':
      return withOption(scene, edit.option, { target: edit.target })
    case 'option.condition_set':
      return withOption(scene, edit.option, { condition: edit.condition })
    case 'option.effects_set':
      return withOption(scene, edit.option, { effects: edit.effects })
    case 'option.hotspot_set':
      return withOption(scene, edit.option, { hotspot: edit.hotspot })
    case 'option.lock_set':
      return withOption(scene, edit.option, { when_locked: edit.when_locked })
    case 'option.hint_set':
      return withOption(scene, edit.option, { hint: edit.hint })
    default:
      throw new UnknownEdit(edit)
  }
}

function optionAdded(scene: Scene, option: Option, index: number): readonly Option[] {
  const options = scene.data.options
  if (options.some(({ id }) => id === option.id))
    throw new EditRefused(`The scene “${scene.id}” has an option “${option.id}” already.`)
  if (options.length >= MAX_OPTIONS) throw new EditRefused(`A scene has at most ${MAX_OPTIONS} options.`)
  return options.toSpliced(index, 0, option)
}

function reordered(scene: Scene, order: readonly OptionId[]): readonly Option[] {
  requireDistinct(order)
  const first = new Set(order.map((id) => scene.data.options[optionIndex(scene, id)] as Option))
  return [...first, ...scene.data.options.filter((option) => !first.has(option))]
}

function withOption(scene: Scene, id: OptionId, change: Partial<Option>): readonly Option[] {
  const index = optionIndex(scene, id)
  return scene.data.options.map((option, at) => (at === index ? { ...option, ...change } : option))
}

function variablesAfter(variables: ReadonlyMap<string, Variable>, edit: VariableEdit): ReadonlyMap<string, Variable> {
  switch (edit.type) {
    case 'variable.added':
      return added(variables, edit.name, edit.variable, 'variable', MAX_VARIABLES)
    case 'variable.removed':
      return removed(variables, edit.name, 'variable')
    case 'variable.changed':
      present(variables, edit.name, 'variable')
      return replaced(variables, edit.name, edit.variable)
    default:
      throw new UnknownEdit(edit)
  }
}

function groupsAfter(groups: ReadonlyMap<string, Group>, edit: GroupEdit): ReadonlyMap<string, Group> {
  switch (edit.type) {
    case 'group.added':
      return added(groups, edit.group.id, edit.group, 'group', MAX_GROUPS)
    case 'group.removed':
      return removed(groups, edit.group, 'group')
    case 'group.retitled':
      return withGroup(groups, edit.group, { title: edit.title })
    case 'group.rewritten':
      return withGroup(groups, edit.group, { text: edit.text })
    case 'group.recoloured':
      return withGroup(groups, edit.group, { colour: edit.colour })
    case 'group.moved':
      return withGroup(groups, edit.group, { position: edit.position })
    case 'group.resized':
      return withGroup(groups, edit.group, { size: edit.size })
    case 'group.changed':
      present(groups, edit.group.id, 'group')
      return replaced(groups, edit.group.id, edit.group)
    default:
      throw new UnknownEdit(edit)
  }
}

function withGroup(groups: ReadonlyMap<string, Group>, id: string, change: Partial<Group>): ReadonlyMap<string, Group> {
  return replaced(groups, id, { ...present(groups, id, 'group'), ...change })
}

function replaced<V>(things: ReadonlyMap<string, V>, key: string, thing: V): ReadonlyMap<string, V> {
  return copyOf(things).set(key, thing)
}

function added<V>(
  things: ReadonlyMap<string, V>,
  key: string,
  thing: V,
  what: string,
  most: number,
): ReadonlyMap<string, V> {
  if (things.has(key)) throw new EditRefused(`There is a ${what} “${key}” already.`)
  if (things.size >= most) throw new EditRefused(`A story has at most ${most.toLocaleString('en')} ${what}s.`)
  return replaced(things, key, thing)
}

function removed<V>(things: ReadonlyMap<string, V>, key: string, what: string): ReadonlyMap<string, V> {
  present(things, key, what)
  const rest = copyOf(things)
  rest.delete(key)
  return rest
}

function requireDistinct(ids: readonly OptionId[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new EditRefused(`The option “${twice}” is there twice.`)
}
