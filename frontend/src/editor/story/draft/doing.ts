/** What an action does, in a few counts and a name: pure. `useUndoWords` says it. */
import type { Edit } from '../../../story/edits'
import type { Group } from '../../../story/model'
import { beginningOf, shortened } from '../outline/words'
import type { undoing } from './messages.en'

export type Deed = keyof (typeof undoing)['does']

export interface Doing {
  readonly deed: Deed
  /** How many scenes, options or other things it is done to. */
  readonly count: number
  /** The one thing it is done to, or the scene in which that is; null where there are several. */
  readonly to: { readonly kind: 'scene' | 'group' | 'note' | 'variable'; readonly name: string } | null
}

/** An edit, and what takes it back. */
export interface Done {
  readonly edit: Edit
  readonly inverse: Edit
}

type Titles = (scene: string) => string | undefined
type Groups = (group: string) => Group | undefined

/** What edits of one action that are all alike do. */
const ALIKE: Readonly<Record<Edit['type'], Deed>> = {
  'story.retitled': 'retitleStory',
  'story.summarised': 'changeStory',
  'story.language_set': 'changeStory',
  'story.start_set': 'moveStart',
  'story.theme_set': 'changeStory',
  'story.ifid_set': 'changeStory',
  'story.reveal_choices_set': 'changeStory',
  'scene.added': 'addScenes',
  'scene.removed': 'removeScenes',
  'scene.moved': 'moveScenes',
  'scene.retitled': 'retitle',
  'scene.rewritten': 'write',
  'scene.image_set': 'setPictures',
  'scene.alt_set': 'describe',
  'scene.ending_set': 'setEndings',
  'scene.noted': 'note',
  'scene.tagged': 'tag',
  'option.added': 'addOptions',
  'option.removed': 'removeOptions',
  'option.reordered': 'reorder',
  'option.relabelled': 'relabel',
  'option.retargeted': 'lead',
  'option.condition_set': 'setConditions',
  'option.effects_set': 'setEffects',
  'option.hotspot_set': 'setHotspots',
  'option.lock_set': 'lock',
  'option.hint_set': 'relabel',
  'variable.added': 'addVariables',
  'variable.removed': 'removeVariables',
  'variable.changed': 'changeVariables',
  'group.added': 'addGroups',
  'group.removed': 'removeGroups',
  'group.retitled': 'retitleGroups',
  'group.rewritten': 'writeNotes',
  'group.recoloured': 'paintGroups',
  'group.moved': 'moveGroups',
  'group.resized': 'resizeGroups',
  'group.changed': 'changeGroups',
}

/** What comes with what: an action with one of these is told by it, if it has not the other as well. */
const TELLING: readonly (readonly [type: Edit['type'], unless: Edit['type'] | null])[] = [
  ['scene.added', 'scene.removed'],
  ['scene.removed', 'scene.added'],
  ['variable.added', 'variable.removed'],
  ['variable.removed', 'variable.added'],
  ['group.added', 'group.removed'],
  ['group.removed', 'group.added'],
  ['group.moved', null],
  ['scene.moved', null],
  ['scene.image_set', null],
]
const ALONG: Partial<Readonly<Record<Edit['type'], readonly Edit['type'][]>>> = {
  'group.moved': ['scene.moved'],
  'scene.moved': ['group.changed'],
  'scene.image_set': ['scene.alt_set'],
}

/** What an action does whose edits these are; of an action that takes one back, too. */
export function doingOf(done: readonly Done[], titleOf: Titles, groupOf: Groups): Doing {
  const types = new Set(done.map(({ edit }) => edit.type))
  const only = (type: Edit['type']) => done.filter(({ edit }) => edit.type === type)
  const doing = (some: readonly Done[], deed: Deed) => doingTo(some, deed, (each) => named(each, titleOf, groupOf))
  const told = tellingOf(types)
  if (told) return doing(only(told), ALIKE[told])
  const renamed = types.has('variable.added') && types.has('variable.removed') && !types.has('scene.added')
  if (renamed) return doing(only('variable.added'), 'renameVariables')
  const deeds = new Set([...types].map((type) => ALIKE[type]))
  const [deed] = deeds
  return deed && deeds.size === 1 ? doing(done, deed) : { deed: 'change', count: done.length, to: null }
}

function tellingOf(types: ReadonlySet<Edit['type']>): Edit['type'] | null {
  const found = TELLING.find(([type, unless]) => {
    if (!types.has(type) || (unless !== null && types.has(unless))) return false
    const along = ALONG[type]
    return !along || [...types].every((each) => each === type || along.includes(each))
  })
  return found?.[0] ?? null
}

function doingTo(done: readonly Done[], deed: Deed, named: (done: Done) => Doing['to']): Doing {
  const things = new Map(done.map((each) => [thingOf(each.edit), each]))
  const [only] = things.values()
  return { deed, count: things.size, to: things.size === 1 && only ? named(only) : null }
}

/** What is told from other things of its kind. */
function thingOf(edit: Edit): string {
  if ('option' in edit) return `${edit.scene} ${typeof edit.option === 'string' ? edit.option : edit.option.id}`
  if ('scene' in edit) return typeof edit.scene === 'string' ? edit.scene : edit.scene.id
  if ('group' in edit) return typeof edit.group === 'string' ? edit.group : edit.group.id
  return 'name' in edit ? edit.name : ''
}

function named({ edit, inverse }: Done, titleOf: Titles, groupOf: Groups): Doing['to'] {
  if ('scene' in edit) {
    const scene = typeof edit.scene === 'string' ? edit.scene : edit.scene.id
    return { kind: 'scene', name: titleOf(scene) ?? titleIn(edit) ?? titleIn(inverse) ?? '' }
  }
  if ('group' in edit) {
    const group = groupIn(edit) ?? groupIn(inverse) ?? groupOf(thingOf(edit))
    const isNote = edit.type === 'group.rewritten' || Boolean(group?.text)
    return { kind: isNote ? 'note' : 'group', name: group?.title || shortened(beginningOf(group?.text ?? '')) }
  }
  return 'name' in edit ? { kind: 'variable', name: edit.name } : null
}

function titleIn(edit: Edit): string | null {
  return edit.type === 'scene.added' ? edit.scene.data.title : null
}

function groupIn(edit: Edit): Group | null {
  return 'group' in edit && typeof edit.group !== 'string' ? edit.group : null
}
