/** Undoing: every edit has exactly one inverse. */
import { optionIndex, present } from './apply'
import type { Edit } from './edits'
import type { Document, GroupId, Option, OptionId, SceneId } from './model'
import { UnknownEdit } from './unknownEdit'

/**
 * The edit that takes the document back, given the document before the edit, which must apply to it.
 *
 * Throws EditRefused if what the edit touches is not there. Two options of one id in a scene (only an imported story
 * has them) cannot be taken back into being.
 */
export function inverse(document: Document, edit: Edit): Edit {
  const scene = (id: SceneId) => present(document.scenes, id, 'scene')
  const group = (id: GroupId) => present(document.groups, id, 'group')
  const option = (id: SceneId, option: OptionId) => scene(id).data.options[optionIndex(scene(id), option)] as Option
  switch (edit.type) {
    case 'story.retitled':
      return { ...edit, title: document.title }
    case 'story.summarised':
      return { ...edit, summary: document.summary }
    case 'story.language_set':
      return { ...edit, language: document.language }
    case 'story.start_set':
      return { ...edit, start: document.start }
    case 'story.theme_set':
      return { ...edit, theme: document.theme }
    case 'story.ifid_set':
      return { ...edit, ifid: document.ifid }
    case 'story.reveal_choices_set':
      return { ...edit, reveal_choices: document.reveal_choices }
    case 'scene.added':
      return { type: 'scene.removed', scene: edit.scene.id }
    case 'scene.removed':
      return { type: 'scene.added', scene: scene(edit.scene) }
    case 'scene.moved':
      return { ...edit, position: scene(edit.scene).position }
    case 'scene.retitled':
      return { ...edit, title: scene(edit.scene).data.title }
    case 'scene.rewritten':
      return { ...edit, text: scene(edit.scene).data.text }
    case 'scene.image_set':
      return { ...edit, image: scene(edit.scene).data.image }
    case 'scene.alt_set':
      return { ...edit, alt: scene(edit.scene).data.alt }
    case 'scene.ending_set':
      return { ...edit, ending: scene(edit.scene).data.ending }
    case 'scene.noted':
      return { ...edit, notes: scene(edit.scene).data.notes }
    case 'scene.tagged':
      return { ...edit, tags: scene(edit.scene).data.tags }
    case 'option.added':
      return { type: 'option.removed', scene: edit.scene, option: edit.option.id }
    case 'option.removed': {
      const index = optionIndex(scene(edit.scene), edit.option)
      return { type: 'option.added', scene: edit.scene, option: option(edit.scene, edit.option), index }
    }
    case 'option.reordered':
      return { ...edit, order: scene(edit.scene).data.options.map(({ id }) => id) }
    case 'option.relabelled':
      return { ...edit, label: option(edit.scene, edit.option).label }
    case 'option.retargeted':
      return { ...edit, target: option(edit.scene, edit.option).target }
    case 'option.condition_set':
      return { ...edit, condition: option(edit.scene, edit.option).condition }
    case 'option.effects_set':
      return { ...edit, effects: option(edit.scene, edit.option).effects }
    case 'option.hotspot_set':
      return { ...edit, hotspot: option(edit.scene, edit.option).hotspot }
    case 'option.lock_set':
      return { ...edit, when_locked: option(edit.scene, edit.option).when_locked }
    case 'option.hint_set':
      return { ...edit, hint: option(edit.scene, edit.option).hint }
    case 'variable.added':
      return { type: 'variable.removed', name: edit.name }
    case 'variable.removed':
      return { type: 'variable.added', name: edit.name, variable: present(document.variables, edit.name, 'variable') }
    case 'variable.changed':
      return { ...edit, variable: present(document.variables, edit.name, 'variable') }
    case 'group.added':
      return { type: 'group.removed', group: edit.group.id }
    case 'group.removed':
      return { type: 'group.added', group: group(edit.group) }
    case 'group.retitled':
      return { ...edit, title: group(edit.group).title }
    case 'group.rewritten':
      return { ...edit, text: group(edit.group).text }
    case 'group.recoloured':
      return { ...edit, colour: group(edit.group).colour }
    case 'group.moved':
      return { ...edit, position: group(edit.group).position }
    case 'group.resized':
      return { ...edit, size: group(edit.group).size }
    case 'group.changed':
      return { ...edit, group: group(edit.group.id) }
    default:
      throw new UnknownEdit(edit)
  }
}
