/** What an edit changes and what it stands on, as keys: how two people's edits are told apart. */
import type { Edit } from './edits'
import { UnknownEdit } from './unknownEdit'

/**
 * What the edit changes: two edits that share a key cannot both stand unless one knew of the other.
 * Where a scene stands has no key, nor has where a group does and how large it is: the last one wins.
 */
export function keys(edit: Edit): readonly string[] {
  switch (edit.type) {
    case 'story.retitled':
      return ['story:title']
    case 'story.summarised':
      return ['story:summary']
    case 'story.language_set':
      return ['story:language']
    case 'story.start_set':
      return ['story:start']
    case 'story.theme_set':
      return ['story:theme']
    case 'story.ifid_set':
      return ['story:ifid']
    case 'story.reveal_choices_set':
      return ['story:reveal_choices']
    case 'scene.added':
      return [`scene:${edit.scene.id}`]
    case 'scene.removed':
      return [`scene:${edit.scene}`]
    case 'scene.moved':
      return []
    case 'scene.retitled':
      return [`scene:${edit.scene}:title`]
    case 'scene.rewritten':
      return [`scene:${edit.scene}:text`]
    case 'scene.image_set':
      return [`scene:${edit.scene}:image`]
    case 'scene.alt_set':
      return [`scene:${edit.scene}:alt`]
    case 'scene.ending_set':
      return [`scene:${edit.scene}:ending`]
    case 'scene.noted':
      return [`scene:${edit.scene}:notes`]
    case 'scene.tagged':
      return [`scene:${edit.scene}:tags`]
    case 'option.added':
      return [`option:${edit.scene}:${edit.option.id}`]
    case 'option.removed':
      return [`option:${edit.scene}:${edit.option}`]
    case 'option.reordered':
      return [`order:${edit.scene}`]
    case 'option.relabelled':
      return [`option:${edit.scene}:${edit.option}:label`]
    case 'option.retargeted':
      return [`option:${edit.scene}:${edit.option}:target`]
    case 'option.condition_set':
      return [`option:${edit.scene}:${edit.option}:condition`]
    case 'option.effects_set':
      return [`option:${edit.scene}:${edit.option}:effects`]
    case 'option.hotspot_set':
      return [`option:${edit.scene}:${edit.option}:hotspot`]
    case 'option.lock_set':
      return [`option:${edit.scene}:${edit.option}:when_locked`]
    case 'option.hint_set':
      return [`option:${edit.scene}:${edit.option}:hint`]
    case 'variable.added':
    case 'variable.removed':
    case 'variable.changed':
      return [`variable:${edit.name}`]
    case 'group.added':
    case 'group.changed':
      return [`group:${edit.group.id}`]
    case 'group.removed':
      return [`group:${edit.group}`]
    case 'group.retitled':
      return [`group:${edit.group}:title`]
    case 'group.rewritten':
      return [`group:${edit.group}:text`]
    case 'group.recoloured':
      return [`group:${edit.group}:colour`]
    case 'group.moved':
    case 'group.resized':
      return []
    default:
      throw new UnknownEdit(edit)
  }
}

/** The keys of what must go on existing for the edit to mean anything, its own keys aside. */
export function existencesAbove(edit: Edit): readonly string[] {
  switch (edit.type) {
    case 'scene.moved':
    case 'scene.retitled':
    case 'scene.rewritten':
    case 'scene.image_set':
    case 'scene.alt_set':
    case 'scene.ending_set':
    case 'scene.noted':
    case 'scene.tagged':
    case 'option.added':
    case 'option.removed':
      return [`scene:${edit.scene}`]
    case 'option.reordered':
      return [`scene:${edit.scene}`, ...edit.order.map((option) => `option:${edit.scene}:${option}`)]
    case 'option.relabelled':
    case 'option.retargeted':
    case 'option.condition_set':
    case 'option.effects_set':
    case 'option.hotspot_set':
    case 'option.lock_set':
    case 'option.hint_set':
      return [`scene:${edit.scene}`, `option:${edit.scene}:${edit.option}`]
    case 'group.retitled':
    case 'group.rewritten':
    case 'group.recoloured':
    case 'group.moved':
    case 'group.resized':
      return [`group:${edit.group}`]
    default:
      return []
  }
}

/** Whether the key is of something that goes with what the edit removes or replaces, and somebody's work with it. */
export function isBeneath(key: string, edit: Edit): boolean {
  if (edit.type === 'group.removed') return key.startsWith(`group:${edit.group}:`)
  if (edit.type === 'group.changed') return key.startsWith(`group:${edit.group.id}:`)
  if (edit.type === 'option.removed') return key.startsWith(`option:${edit.scene}:${edit.option}:`)
  if (edit.type !== 'scene.removed') return false
  const { scene } = edit
  return key === `order:${scene}` || key.startsWith(`scene:${scene}:`) || key.startsWith(`option:${scene}:`)
}
