/** What would mend a problem, as far as that is obvious. Pure. */
import type { Edit } from '../../../story/edits'
import type { Document as StoryDocument, Option, Scene, SceneId, Variable } from '../../../story/model'
import type { Problem } from '../../../story/problems'
import { leaves, placeholders, variableOf } from '../../../story/references'
import type { Place } from './place'

/** What a fix is called, and the name in it. */
interface Words {
  readonly word:
    | 'start'
    | 'chooseTarget'
    | 'makeNext'
    | 'disconnect'
    | 'describe'
    | 'addPicture'
    | 'connectFrom'
    | 'removeVariable'
    | 'addVariable'
    | 'removeOptions'
    | 'noEnding'
    | 'makeEnding'
    | 'offerAlways'
  readonly name?: string
}

export type Fix = Words &
  (
    | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
    | { readonly kind: 'go'; readonly place: Place }
    /** A new scene where the option leads, or after the scene. */
    | { readonly kind: 'next'; readonly scene: SceneId; readonly option: string | null }
    /** An option from a scene that is still to be chosen. */
    | { readonly kind: 'connect'; readonly to: SceneId }
  )

/** What mends it, the most obvious first; nothing where that takes thought. */
export function fixesFor(problem: Problem, document: StoryDocument): readonly Fix[] {
  const scene = problem.scene === null ? undefined : document.scenes.get(problem.scene)
  const option = scene?.data.options.find(({ id }) => id === problem.option)
  if (scene && option) return fixesOfOption(problem, scene, option, document)
  return scene ? fixesOfScene(problem, scene, document) : fixesOfStory(problem, document)
}

function fixesOfStory(problem: Problem, document: StoryDocument): readonly Fix[] {
  if (problem.code === 'no-start') {
    const first = likelyStart(document)
    return first ? [edits('start', [{ type: 'story.start_set', start: first.id }], first.data.title || first.id)] : []
  }
  const name = problem.variable
  if (name === null || !document.variables.has(name) || isRead(document, name)) return []
  return [edits('removeVariable', [...withoutEffectsOn(document, name), { type: 'variable.removed', name }], name)]
}

function fixesOfScene({ code, variable }: Problem, { id, data }: Scene, document: StoryDocument): readonly Fix[] {
  switch (code) {
    case 'missing-image':
    case 'asset-missing':
    case 'image-failed':
      return [{ kind: 'go', word: 'addPicture', place: { panel: 'scene', scene: id, part: 'picture' } }]
    case 'missing-alt':
      return [{ kind: 'go', word: 'describe', place: { panel: 'scene', scene: id, part: 'alt' } }]
    case 'unreachable-scene':
    case 'unreachable-ending':
      return [{ kind: 'connect', word: 'connectFrom', to: id }]
    case 'dead-end':
      return [
        { kind: 'next', word: 'makeNext', scene: id, option: null },
        edits('makeEnding', [{ type: 'scene.ending_set', scene: id, ending: { name: '', link: null } }]),
      ]
    case 'options-after-ending':
      return [
        edits(
          'removeOptions',
          data.options.map((option) => ({ type: 'option.removed', scene: id, option: option.id })),
        ),
        edits('noEnding', [{ type: 'scene.ending_set', scene: id, ending: null }]),
      ]
    case 'unknown-variable':
      return missingVariable(variable, document, () => ({ type: 'string', initial: '' }))
    default:
      return []
  }
}

function fixesOfOption(
  { code, variable }: Problem,
  { id }: Scene,
  option: Option,
  document: StoryDocument,
): readonly Fix[] {
  const of = { scene: id, option: option.id }
  const choose: Fix = {
    kind: 'go',
    word: 'chooseTarget',
    place: { panel: 'scene', scene: id, part: `target:${option.id}` },
  }
  switch (code) {
    case 'option-without-target':
      return [choose, { kind: 'next', word: 'makeNext', ...of }]
    case 'unknown-target':
      return [choose, edits('disconnect', [{ type: 'option.retargeted', ...of, target: null }])]
    case 'condition-never-true':
      return [edits('offerAlways', [{ type: 'option.condition_set', ...of, condition: null }])]
    case 'unknown-variable':
      return missingVariable(variable, document, (name) => asUsed(option, name))
    default:
      return []
  }
}

function edits(word: Words['word'], these: readonly Edit[], name?: string): Fix {
  return { kind: 'edits', word, edits: these, ...(name !== undefined && { name }) }
}

function missingVariable(name: string | null, { variables }: StoryDocument, as: (name: string) => Variable): Fix[] {
  if (name === null || variables.has(name)) return []
  return [edits('addVariable', [{ type: 'variable.added', name, variable: as(name) }], name)]
}

/** A variable as the option takes it to be. */
function asUsed({ condition, effects }: Option, name: string): Variable {
  const effect = effects.find((each) => variableOf(each) === name)
  const compared = leaves(condition).find((part) => 'var' in part && part.var === name)
  const value = effect && 'set' in effect ? effect.to : compared && 'value' in compared ? compared.value : undefined
  if (typeof value === 'boolean' || (effect && 'toggle' in effect)) return { type: 'boolean', initial: false }
  if (typeof value === 'number' || (effect && 'add' in effect)) return { type: 'number', initial: 0 }
  return { type: 'string', initial: '' }
}

/** The first scene that none leads to, by place on the canvas, or else the first of all. */
function likelyStart({ scenes }: StoryDocument): Scene | undefined {
  const led = new Set([...scenes.values()].flatMap(({ data }) => data.options.map(({ target }) => target)))
  const byPlace = [...scenes.values()].toSorted(
    ({ position: a }, { position: b }) => a.x - b.x || a.y - b.y, // stories run to the right
  )
  return byPlace.find(({ id }) => !led.has(id)) ?? byPlace[0]
}

function isRead({ scenes }: StoryDocument, name: string): boolean {
  return [...scenes.values()].some(
    ({ data }) =>
      placeholders(data.text).includes(name) ||
      data.options.some(
        ({ label, hint, condition }) =>
          placeholders(`${label} ${hint}`).includes(name) ||
          leaves(condition).some((part) => 'var' in part && part.var === name),
      ),
  )
}

function withoutEffectsOn({ scenes }: StoryDocument, name: string): Edit[] {
  return [...scenes.values()].flatMap(({ id, data }) =>
    data.options.flatMap((option): Edit[] => {
      const left = option.effects.filter((effect) => variableOf(effect) !== name)
      if (left.length === option.effects.length) return []
      return [{ type: 'option.effects_set', scene: id, option: option.id, effects: left }]
    }),
  )
}
