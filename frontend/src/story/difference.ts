/**
 * What is different between two documents, and the edits that make one of them into the other.
 *
 * The same as `chalicelib/stories/difference.py`; `tests/vectors/differences.json` holds the two together. Things are
 * told apart by their ids alone: a scene under another id is another scene. Scenes, variables and groups have no order;
 * ids are ASCII, so both languages sort them alike. The time taken grows with the size of the two documents.
 */
import { canonical } from './canonical'
import type { Edit, GroupFieldEdit, OptionEdit, SceneEdit, StoryEdit } from './edits'
import type { Document, Group, Option, OptionId, Scene, SceneData, Variable } from './model'

/** One field that holds something else. */
export interface FieldChange {
  /** As in the document; `order` is the order of a scene's options, by id. */
  readonly field: string
  readonly before: unknown
  readonly after: unknown
  /** Whether the two values stand here; where they would take more than 500 bytes both are null instead. */
  readonly whole: boolean
}

/** One thing that is there, gone, or otherwise than it was. */
export interface Change {
  readonly what: 'story' | 'variable' | 'group' | 'scene' | 'option'
  readonly how: 'added' | 'removed' | 'changed'
  /** The scene itself, or the one an option is in. */
  readonly scene: string | null
  /** The thing's id or name; null for the story. */
  readonly id: string | null
  /** What its creator calls it, now or while it was there. */
  readonly title: string
  /** What changed in it, by name; nothing where it was added or removed. */
  readonly fields: readonly FieldChange[]
}

/** No edits lead to a scene that holds two options of one id; only an imported story has such a one. */
export class NotRepresentable extends Error {
  override readonly name = 'NotRepresentable'
}

/** Bytes of canonical JSON up to which a value stands in a difference. */
const SMALL = 500

/**
 * Every difference: of the story itself, its variables, its groups, then scene by scene with its options.
 *
 * What is in an added or removed scene is not told one by one.
 */
export function difference(old: Document, now: Document): Change[] {
  const story = storyFields(old, now)
  return [
    ...(story.length ? [changed({ what: 'story', scene: null, id: null, title: now.title }, story)] : []),
    ...pairs(old.variables, now.variables).map(([name, before, after]) =>
      changeOf({ what: 'variable', scene: null, id: name, title: name }, before, after, []),
    ),
    ...pairs(old.groups, now.groups).map(([id, before, after]) =>
      changeOf({ what: 'group', scene: null, id, title: (after ?? before)?.title ?? '' }, before, after, ['id']),
    ),
    ...pairs(old.scenes, now.scenes).flatMap(([id, before, after]) => sceneChanges(id, before, after)),
  ]
}

/**
 * Edits that, applied to `old` one after the other, make exactly `now`; none where they are equal.
 *
 * What goes, goes first, so that no limit is met on the way. A scene of `old` that holds two options of one id is
 * removed and added whole. Throws NotRepresentable where one of `now` that has to change has an id twice.
 */
export function editsBetween(old: Document, now: Document): Edit[] {
  const variables = pairs(old.variables, now.variables)
  const groups = pairs(old.groups, now.groups)
  const scenes = pairs(old.scenes, now.scenes)
  return [
    ...storyFields(old, now).map(([name, , value]) => STORY_EDITS[name as StoryField](value as never)),
    ...variables.flatMap(([name, , after]): Edit[] => (after ? [] : [{ type: 'variable.removed', name }])),
    ...variables.flatMap(([name, before, after]) => (after ? [variableEdit(name, before, after)] : [])),
    ...groups.flatMap(([group, , after]): Edit[] => (after ? [] : [{ type: 'group.removed', group }])),
    ...groups.flatMap(([, before, after]) => (after ? groupEdits(before, after) : [])),
    ...scenes.flatMap(([scene, , after]): Edit[] => (after ? [] : [{ type: 'scene.removed', scene }])),
    ...scenes.flatMap(([, before, after]) => (after ? sceneEdits(before, after) : [])),
  ]
}

type StoryField = Exclude<keyof Document, 'schema' | 'variables' | 'scenes' | 'groups'>
type DataField = Exclude<keyof SceneData, 'options'>
type OptionField = Exclude<keyof Option, 'id'>
type GroupField = Exclude<keyof Group, 'id'>

/** How each field is set; a field without an edit does not compile. */
const STORY_EDITS: { readonly [F in StoryField]: (value: Document[F]) => StoryEdit } = {
  title: (title) => ({ type: 'story.retitled', title }),
  summary: (summary) => ({ type: 'story.summarised', summary }),
  language: (language) => ({ type: 'story.language_set', language }),
  start: (start) => ({ type: 'story.start_set', start }),
  theme: (theme) => ({ type: 'story.theme_set', theme }),
  ifid: (ifid) => ({ type: 'story.ifid_set', ifid }),
  reveal_choices: (reveal_choices) => ({ type: 'story.reveal_choices_set', reveal_choices }),
}
const SCENE_EDITS: { readonly [F in DataField]: (scene: string, value: SceneData[F]) => SceneEdit } = {
  title: (scene, title) => ({ type: 'scene.retitled', scene, title }),
  text: (scene, text) => ({ type: 'scene.rewritten', scene, text }),
  image: (scene, image) => ({ type: 'scene.image_set', scene, image }),
  alt: (scene, alt) => ({ type: 'scene.alt_set', scene, alt }),
  ending: (scene, ending) => ({ type: 'scene.ending_set', scene, ending }),
  notes: (scene, notes) => ({ type: 'scene.noted', scene, notes }),
  tags: (scene, tags) => ({ type: 'scene.tagged', scene, tags }),
}
type OfOption = { readonly scene: string; readonly option: string }
const OPTION_EDITS: { readonly [F in OptionField]: (of: OfOption, value: Option[F]) => OptionEdit } = {
  label: (of, label) => ({ type: 'option.relabelled', ...of, label }),
  target: (of, target) => ({ type: 'option.retargeted', ...of, target }),
  condition: (of, condition) => ({ type: 'option.condition_set', ...of, condition }),
  effects: (of, effects) => ({ type: 'option.effects_set', ...of, effects }),
  hotspot: (of, hotspot) => ({ type: 'option.hotspot_set', ...of, hotspot }),
  when_locked: (of, when_locked) => ({ type: 'option.lock_set', ...of, when_locked }),
  hint: (of, hint) => ({ type: 'option.hint_set', ...of, hint }),
}
const GROUP_EDITS: { readonly [F in GroupField]: (group: string, value: Group[F]) => GroupFieldEdit } = {
  title: (group, title) => ({ type: 'group.retitled', group, title }),
  text: (group, text) => ({ type: 'group.rewritten', group, text }),
  colour: (group, colour) => ({ type: 'group.recoloured', group, colour }),
  position: (group, position) => ({ type: 'group.moved', group, position }),
  size: (group, size) => ({ type: 'group.resized', group, size }),
}

/** A field's name, and what it holds in either document. */
type Field = readonly [name: string, before: unknown, after: unknown]
type Pair<V> = readonly [key: string, before: V | undefined, after: V | undefined]
type Named = Pick<Change, 'what' | 'scene' | 'id' | 'title'>

/** What is in either Map and not the same in both, by key. */
function pairs<V>(old: ReadonlyMap<string, V>, now: ReadonlyMap<string, V>): Pair<V>[] {
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort()
  const both = keys.map((key): Pair<V> => [key, old.get(key), now.get(key)])
  return both.filter(([, before, after]) => !before || !after || !same(before, after))
}

function storyFields(old: Document, now: Document): Field[] {
  return fieldsOf(old, now, ['schema', 'variables', 'scenes', 'groups'])
}

/** The fields that differ, by name, but for those left out. */
function fieldsOf(old: object, now: object, leftOut: readonly string[]): Field[] {
  const held = old as Readonly<Record<string, unknown>>
  const fields = Object.entries(now).map(([name, after]): Field => [name, held[name], after])
  return fields
    .filter(([name, before, after]) => !leftOut.includes(name) && !same(before, after))
    .sort(([one], [other]) => (one < other ? -1 : 1))
}

function same(one: unknown, other: unknown): boolean {
  if (one === other) return true
  return typeof one === 'object' && typeof other === 'object' && canonical(one) === canonical(other)
}

function changeOf(of: Named, before: object | undefined, after: object | undefined, leftOut: string[]): Change {
  if (before && after) return changed(of, fieldsOf(before, after, leftOut))
  return { what: of.what, how: after ? 'added' : 'removed', scene: of.scene, id: of.id, title: of.title, fields: [] }
}

function changed({ what, scene, id, title }: Named, fields: readonly Field[]): Change {
  const byName = [...fields].sort(([one], [other]) => (one < other ? -1 : 1))
  return { what, how: 'changed', scene, id, title, fields: byName.map(told) }
}

function told([field, before, after]: Field): FieldChange {
  const whole = bytes(before) + bytes(after) <= SMALL
  return whole ? { field, before, after, whole } : { field, before: null, after: null, whole }
}

function bytes(value: unknown): number {
  return new TextEncoder().encode(canonical(value)).length
}

function sceneChanges(id: string, old: Scene | undefined, now: Scene | undefined): Change[] {
  const of: Named = { what: 'scene', scene: id, id, title: (now ?? old)?.data.title ?? '' }
  if (!old || !now) return [changeOf(of, old, now, [])]
  const fields = sceneFields(old, now)
  if (!isDistinct(old) || !isDistinct(now)) {
    const options: Field = ['options', old.data.options, now.data.options]
    const all = same(options[1], options[2]) ? fields : [...fields, options]
    return all.length ? [changed(of, all)] : []
  }
  const orders = ordersOf(old, now)
  if (orders) fields.push(['order', ...orders])
  const options = optionPairs(old, now).map(([option, before, after]) =>
    changeOf({ what: 'option', scene: id, id: option, title: (after ?? before)?.label ?? '' }, before, after, ['id']),
  )
  return fields.length ? [changed(of, fields), ...options] : options
}

/** The scene's place, then what is in it by name. */
function sceneFields(old: Scene, now: Scene): Field[] {
  return [...fieldsOf(old, now, ['id', 'type', 'data']), ...fieldsOf(old.data, now.data, ['options'])]
}

/** Options that are not the same in both, the removed ones first; each scene has every id once. */
function optionPairs(old: Scene, now: Scene): Pair<Option>[] {
  const before = new Map(old.data.options.map((option) => [option.id, option]))
  const after = new Map(now.data.options.map((option) => [option.id, option]))
  const removed = [...before]
    .filter(([id]) => !after.has(id))
    .map(([id, option]): Pair<Option> => [id, option, undefined])
  const there = [...after].map(([id, option]): Pair<Option> => [id, before.get(id), option])
  return [...removed, ...there.filter(([, one, other]) => !one || !same(one, other))]
}

/** The ids both scenes have, in either order; null where the orders are the same. */
function ordersOf(old: Scene, now: Scene): readonly [OptionId[], OptionId[]] | null {
  const before = ids(old).filter((id) => ids(now).includes(id))
  const after = ids(now).filter((id) => ids(old).includes(id))
  return same(before, after) ? null : [before, after]
}

function ids(scene: Scene): OptionId[] {
  return scene.data.options.map(({ id }) => id)
}

function isDistinct(scene: Scene): boolean {
  return new Set(ids(scene)).size === scene.data.options.length
}

function variableEdit(name: string, before: Variable | undefined, variable: Variable): Edit {
  return { type: before ? 'variable.changed' : 'variable.added', name, variable }
}

function groupEdits(old: Group | undefined, now: Group): Edit[] {
  if (!old) return [{ type: 'group.added', group: now }]
  return fieldsOf(old, now, ['id']).map(([name, , value]) => GROUP_EDITS[name as GroupField](now.id, value as never))
}

function sceneEdits(old: Scene | undefined, now: Scene): Edit[] {
  const sameOptions = old !== undefined && same(old.data.options, now.data.options)
  if (!sameOptions && !isDistinct(now)) throw new NotRepresentable(now.id)
  if (!old) return [{ type: 'scene.added', scene: now }]
  if (!sameOptions && !isDistinct(old))
    return [
      { type: 'scene.removed', scene: old.id },
      { type: 'scene.added', scene: now },
    ]
  const edits = sceneFields(old, now).map(([name, , value]): Edit => {
    if (name === 'position') return { type: 'scene.moved', scene: now.id, position: now.position }
    return SCENE_EDITS[name as DataField](now.id, value as never)
  })
  return sameOptions ? edits : [...edits, ...optionsEdits(old, now)]
}

/** What goes, then the order of what stays, then what comes, each at its place, and what changed in what stays. */
function optionsEdits(old: Scene, now: Scene): Edit[] {
  const scene = now.id
  const all = optionPairs(old, now)
  const orders = ordersOf(old, now)
  const places = ids(now)
  return [
    ...all.flatMap(([option, , after]): Edit[] => (after ? [] : [{ type: 'option.removed', scene, option }])),
    ...(orders ? [{ type: 'option.reordered', scene, order: orders[1] } as const] : []),
    ...all.flatMap(([option, before, after]): Edit[] => {
      if (!after) return []
      if (!before) return [{ type: 'option.added', scene, option: after, index: places.indexOf(option) }]
      return fieldsOf(before, after, ['id']).map(([name, , value]) =>
        OPTION_EDITS[name as OptionField]({ scene, option }, value as never),
      )
    }),
  ]
}
