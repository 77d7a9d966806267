/** Edits drawn by the dice, of every kind there is, that a document allows. */
import { newOption, newScene, PLAIN_THEME, type Document, type Edit, type Scene } from '../../src/story'
import { pick } from './vectors'

const NAMES = ['a', 'b', 'constructor', 'x', 'y', 'z', 'toString', 'new'] as const

/** One edit of every kind that applies to the document. */
export function allowedEdits(document: Document, roll: () => number): [Edit, ...Edit[]] {
  const name = () => pick(roll, NAMES)
  const scenes = [...document.scenes.values()]
  return [
    { type: 'story.retitled', title: name() },
    { type: 'story.summarised', summary: name() },
    { type: 'story.language_set', language: pick(roll, ['nl', 'pt-BR']) },
    { type: 'story.start_set', start: pick(roll, [name(), null]) },
    { type: 'story.theme_set', theme: { ...PLAIN_THEME, paper: pick(roll, ['#c0ffee', null]) } },
    { type: 'story.reveal_choices_set', reveal_choices: pick(roll, [true, false]) },
    { type: 'story.ifid_set', ifid: pick(roll, ['ZCODE-88', null]) },
    ...sceneEdits(document, roll, name),
    ...optionEdits(scenes, roll, name),
    ...variableEdits([...document.variables.keys()], roll),
    ...groupEdits([...document.groups.keys()], roll, name),
  ]
}

type Name = () => string

function sceneEdits(document: Document, roll: () => number, name: Name): Edit[] {
  const fresh = pick(roll, free([...document.scenes.keys()]))
  const position = { x: Math.floor(roll() * 9), y: 0.5 }
  const scene = pick(roll, [...document.scenes.keys()])
  const drawn = newScene(fresh ?? '', position, name())
  const added = { ...drawn, data: { ...drawn.data, options: [newOption(name(), name(), name())], tags: [name()] } }
  const adding: Edit[] = fresh === undefined ? [] : [{ type: 'scene.added', scene: added }]
  if (scene === undefined) return adding
  return [
    ...adding,
    { type: 'scene.removed', scene },
    { type: 'scene.moved', scene, position },
    { type: 'scene.retitled', scene, title: name() },
    { type: 'scene.rewritten', scene, text: name() },
    { type: 'scene.image_set', scene, image: name() },
    { type: 'scene.alt_set', scene, alt: name() },
    { type: 'scene.ending_set', scene, ending: pick(roll, [{ name: name(), link: null }, null]) },
    { type: 'scene.noted', scene, notes: name() },
    { type: 'scene.tagged', scene, tags: pick(roll, [[name()], []]) },
  ]
}

function optionEdits(scenes: readonly Scene[], roll: () => number, name: Name): Edit[] {
  const held = pick(roll, scenes)
  if (held === undefined) return []
  const scene = held.id
  const options = held.data.options.map(({ id }) => id)
  const fresh = options.length < 20 ? pick(roll, free(options)) : undefined
  const order = options.toSorted(() => roll() - 0.5).slice(0, Math.floor(roll() * (options.length + 1)))
  const index = Math.floor(roll() * 20)
  const edits: Edit[] = [{ type: 'option.reordered', scene, order }]
  if (fresh !== undefined) edits.push({ type: 'option.added', scene, option: newOption(fresh, name(), name()), index })
  const option = pick(roll, options)
  if (option === undefined) return edits
  return [
    ...edits,
    { type: 'option.removed', scene, option },
    { type: 'option.relabelled', scene, option, label: name() },
    { type: 'option.retargeted', scene, option, target: pick(roll, [name(), null]) },
    { type: 'option.condition_set', scene, option, condition: pick(roll, [{ visited: name() }, null]) },
    { type: 'option.effects_set', scene, option, effects: pick(roll, [[{ toggle: name() }], []]) },
    {
      type: 'option.hotspot_set',
      scene,
      option,
      hotspot: pick(roll, [
        {
          points: [
            [0, 0],
            [1, 0.5],
            [0, 1],
          ],
        },
        null,
      ]),
    },
    { type: 'option.lock_set', scene, option, when_locked: pick(roll, ['hidden', 'shown']) },
    { type: 'option.hint_set', scene, option, hint: name() },
  ]
}

function variableEdits(names: readonly string[], roll: () => number): Edit[] {
  const fresh = pick(roll, free(names))
  const name = pick(roll, names)
  const variable = { type: 'number', initial: Math.floor(roll() * 9) } as const
  const edits: Edit[] = fresh === undefined ? [] : [{ type: 'variable.added', name: fresh, variable }]
  if (name === undefined) return edits
  return [...edits, { type: 'variable.removed', name }, { type: 'variable.changed', name, variable }]
}

function groupEdits(ids: readonly string[], roll: () => number, name: Name): Edit[] {
  const fresh = pick(roll, free(ids))
  const id = pick(roll, ids)
  const frame = { colour: '#aabbcc', position: { x: 0, y: 1 }, size: { width: 1, height: roll() } }
  const edits: Edit[] =
    fresh === undefined ? [] : [{ type: 'group.added', group: { id: fresh, title: name(), text: '', ...frame } }]
  if (id === undefined) return edits
  return [
    ...edits,
    { type: 'group.removed', group: id },
    { type: 'group.changed', group: { id, title: '', text: name(), ...frame } },
    { type: 'group.retitled', group: id, title: name() },
    { type: 'group.rewritten', group: id, text: name() },
    { type: 'group.recoloured', group: id, colour: pick(roll, ['#c0ffee', '#102030']) },
    { type: 'group.moved', group: id, position: { x: Math.floor(roll() * 9), y: 0.5 } },
    { type: 'group.resized', group: id, size: { width: roll(), height: 1 } },
  ]
}

function free(taken: readonly string[]): string[] {
  return NAMES.filter((name) => !taken.includes(name))
}
