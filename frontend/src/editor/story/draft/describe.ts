/** An edit in words a creator knows: which field, of which scene, with which value. Pure. */
import type { Edit } from '../../../story/edits'
import type { Document as StoryDocument, Group } from '../../../story/model'
import { beginningOf, shortened } from '../outline/words'

export type FieldName =
  | 'title'
  | 'text'
  | 'image'
  | 'alt'
  | 'ending'
  | 'notes'
  | 'tags'
  | 'label'
  | 'target'
  | 'condition'
  | 'effects'
  | 'hotspot'
  | 'when_locked'
  | 'hint'
  | 'order'
  | 'variable'
  | 'scene'
  | 'option'
  | GroupField
  | 'story'

/** A group, or a note; or something of it. */
type GroupField =
  'group' | 'groupTitle' | 'groupColour' | 'groupPlace' | 'note' | 'noteTitle' | 'noteText' | 'noteColour' | 'notePlace'

export interface EditWords {
  readonly field: FieldName
  /** Id of the scene it is in. */
  readonly scene: string | null
  /** What the variable, group or note is called, as far as the edit or the story says; empty otherwise. */
  readonly name: string
  /** What the field becomes; null where that is nothing, undefined where words do not tell it. */
  readonly value: string | null | undefined
}

const FIELDS: Readonly<Record<Exclude<Edit['type'], `group.${string}`>, FieldName>> = {
  'story.retitled': 'title',
  'story.summarised': 'story',
  'story.language_set': 'story',
  'story.start_set': 'story',
  'story.theme_set': 'story',
  'story.ifid_set': 'story',
  'story.reveal_choices_set': 'story',
  'scene.added': 'scene',
  'scene.removed': 'scene',
  'scene.moved': 'scene',
  'scene.retitled': 'title',
  'scene.rewritten': 'text',
  'scene.image_set': 'image',
  'scene.alt_set': 'alt',
  'scene.ending_set': 'ending',
  'scene.noted': 'notes',
  'scene.tagged': 'tags',
  'option.added': 'option',
  'option.removed': 'option',
  'option.reordered': 'order',
  'option.relabelled': 'label',
  'option.retargeted': 'target',
  'option.condition_set': 'condition',
  'option.effects_set': 'effects',
  'option.hotspot_set': 'hotspot',
  'option.lock_set': 'when_locked',
  'option.hint_set': 'hint',
  'variable.added': 'variable',
  'variable.removed': 'variable',
  'variable.changed': 'variable',
}
type GroupEdit = Extract<Edit, { readonly type: `group.${string}` }>
/** Of a group, and of a note. */
const GROUP_FIELDS: Readonly<Record<GroupEdit['type'], readonly [GroupField, GroupField]>> = {
  'group.added': ['group', 'note'],
  'group.removed': ['group', 'note'],
  'group.changed': ['group', 'note'],
  'group.retitled': ['groupTitle', 'noteTitle'],
  'group.rewritten': ['noteText', 'noteText'],
  'group.recoloured': ['groupColour', 'noteColour'],
  'group.moved': ['groupPlace', 'notePlace'],
  'group.resized': ['groupPlace', 'notePlace'],
}

export function wordsOf(edit: Edit, document: StoryDocument): EditWords {
  const scene = 'scene' in edit ? (typeof edit.scene === 'string' ? edit.scene : edit.scene.id) : null
  const told = { scene, value: valueOf(edit, document) }
  if (!('group' in edit)) return { ...told, field: FIELDS[edit.type], name: 'name' in edit ? edit.name : '' }
  const group = groupOf(edit, document)
  const [ofGroup, ofNote] = GROUP_FIELDS[edit.type]
  return { ...told, field: group.text ? ofNote : ofGroup, name: group.title || shortened(beginningOf(group.text)) }
}

/** What it is called by; of one that is not there any more, what the edit itself says. */
function groupOf(edit: GroupEdit, document: StoryDocument): Pick<Group, 'title' | 'text'> {
  if (typeof edit.group !== 'string') return edit.group
  const said = {
    title: edit.type === 'group.retitled' ? edit.title : '',
    text: edit.type === 'group.rewritten' ? edit.text : '',
  }
  return document.groups.get(edit.group) ?? said
}

function valueOf(edit: Edit, document: StoryDocument): string | null | undefined {
  switch (edit.type) {
    case 'story.retitled':
    case 'scene.retitled':
    case 'group.retitled':
      return edit.title
    case 'story.summarised':
      return edit.summary
    case 'story.language_set':
      return edit.language
    case 'scene.rewritten':
    case 'group.rewritten':
      return edit.text
    case 'group.recoloured':
      return edit.colour
    case 'scene.alt_set':
      return edit.alt
    case 'scene.noted':
      return edit.notes
    case 'scene.tagged':
      return edit.tags.join(' ')
    case 'story.ifid_set':
      return edit.ifid
    case 'scene.ending_set':
      return edit.ending?.name ?? null
    case 'scene.added':
      return [edit.scene.data.title, edit.scene.data.text].filter(Boolean).join('\n')
    case 'option.relabelled':
      return edit.label
    case 'option.hint_set':
      return edit.hint
    case 'option.added':
      return edit.option.label
    case 'option.retargeted':
      return edit.target && document.scenes.get(edit.target)?.data.title
    case 'story.start_set':
      return edit.start && document.scenes.get(edit.start)?.data.title
    case 'variable.added':
    case 'variable.changed':
      return `${edit.name}: ${String(edit.variable.initial)}`
    case 'group.added':
    case 'group.changed':
      return [edit.group.title, edit.group.text].filter(Boolean).join('\n')
    case 'scene.image_set':
      return edit.image === '' ? null : undefined
    case 'option.condition_set':
      return edit.condition === null ? null : undefined
    case 'option.effects_set':
      return edit.effects.length === 0 ? null : undefined
    case 'option.hotspot_set':
      return edit.hotspot === null ? null : undefined
    default:
      return undefined
  }
}
