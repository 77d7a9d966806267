/** The problems of one scene: those of its picture, words and options, and those of its place in the graph. */
import type {
  AssetId,
  Compare,
  Condition,
  Document,
  Effect,
  Option,
  OptionId,
  Scene,
  SceneId,
  Variable,
  VariableName,
  VariableType,
} from './model'
import { error, warning, type AssetState, type Problem, type StructuralCode } from './problem'
import { leaves, namesInOption, placeholders, variableOf } from './references'
import { conditionHolds } from './rules'

/** Code points of a text that fills five screens of a phone and takes three minutes to read. */
const LONG_TEXT = 3_000

const NEVER: ReadonlySet<SceneId> = new Set()
const TYPE_WORDS: Readonly<Record<VariableType, string>> = {
  boolean: 'a yes or no',
  number: 'a number',
  string: 'a text',
}

/** What of the rest of the story a scene's own problems depend on. */
export interface Around {
  readonly document: Document
  readonly assets: ReadonlyMap<AssetId, AssetState>
  /** Whether some option a reader can meet changes the variable. */
  readonly isChanged: (name: VariableName) => boolean
  /** Whether some way leads there from the start. */
  readonly isReached: (scene: SceneId) => boolean
}

/** The problems of a scene's place in the graph; a place to be stuck in comes first. */
export function wayProblems(scene: Scene, place: { readonly reached: boolean; readonly trap: boolean }): Problem[] {
  const name = named(scene)
  const problems: Problem[] = []
  if (scene.data.ending === null && scene.data.options.length === 0) {
    problems.push(error('dead-end', `${name} leads nowhere: add an option, or mark it as an ending.`, scene))
  } else if (place.trap) {
    const sentence = `From ${name} no ending can be reached: lead one of its options towards an ending.`
    problems.push(error('cannot-reach-ending', sentence, scene))
  }
  if (!place.reached && scene.data.ending !== null) {
    const sentence = `${name} is an ending nobody gets to: lead an option there from a scene readers reach, or delete it.`
    problems.push(error('unreachable-ending', sentence, scene))
  } else if (!place.reached) {
    const sentence = `Readers never get to ${name}: lead an option there from a scene they reach, or delete it.`
    problems.push(warning('unreachable-scene', sentence, scene))
  }
  return problems
}

/** All problems of a scene but those of its place in the graph. */
export function ownProblems(scene: Scene, around: Around): Problem[] {
  return [
    ...pictureProblems(scene, around.assets),
    ...textProblems(scene, around.document),
    ...optionsProblems(scene, around),
  ]
}

function pictureProblems(scene: Scene, assets: ReadonlyMap<AssetId, AssetState>): Problem[] {
  const name = named(scene)
  if (scene.data.image === '') return [error('missing-image', `${name} has no picture: add one.`, scene)]
  const problems = assetProblems(`The picture of ${name}`, assets.get(scene.data.image), scene)
  if (/[^ \t\r\n]/.test(scene.data.alt)) return problems
  const sentence = `Describe the picture of ${name} for readers who cannot see it.`
  return [...problems, warning('missing-alt', sentence, scene)]
}

/** The problems of the story's cover; none where it has none of its own. */
export function coverProblems(cover: AssetId | '', assets: ReadonlyMap<AssetId, AssetState>): Problem[] {
  return cover ? assetProblems("The story's cover", assets.get(cover)) : []
}

function assetProblems(which: string, state: AssetState | undefined, scene?: Scene): Problem[] {
  switch (state) {
    case undefined:
      return [error('asset-missing', `${which} is gone: choose another.`, scene)]
    case 'failed':
      return [error('image-failed', `${which} could not be used: choose another.`, scene)]
    case 'granted':
    case 'received':
    case 'processing':
      return [error('image-still-processing', `${which} is still being made ready: wait a moment.`, scene)]
    case 'large': {
      const sentence = `${which} is over 5 MB or 40 megapixels, which no reader sees: use a smaller one.`
      return [warning('large-picture', sentence, scene)]
    }
    case 'ready':
      return []
    default:
      return state satisfies never
  }
}

function textProblems(scene: Scene, { variables }: Document): Problem[] {
  const { text } = scene.data
  const problems = placeholders(text).flatMap((name) => {
    if (variables.has(name)) return []
    const sentence = `The text of ${named(scene)} names “${name}”, which is no variable: add it, or change the text.`
    return [error('unknown-variable', sentence, scene, undefined, name)]
  })
  if (text.length <= LONG_TEXT || [...text].length <= LONG_TEXT) return problems
  const bound = LONG_TEXT.toLocaleString('en')
  const sentence = `The text of ${named(scene)} is longer than ${bound} characters: spread it over more scenes.`
  return [warning('long-text', sentence, scene), ...problems]
}

function optionsProblems(scene: Scene, around: Around): Problem[] {
  const { options, ending } = scene.data
  if (ending !== null) {
    const sentence = `${named(scene)} is an ending, so its options never show: delete them, or the ending.`
    return options.length > 0 ? [warning('options-after-ending', sentence, scene)] : []
  }
  const seen = new Set<OptionId>()
  return options.flatMap((option) => {
    const sentence = `Two options of ${named(scene)} have the id “${option.id}”: delete one and make it anew.`
    const twice = seen.has(option.id) ? [error('duplicate-option-id', sentence, scene, option)] : []
    seen.add(option.id)
    return [...twice, ...optionProblems(scene, option, around)]
  })
}

function optionProblems(scene: Scene, option: Option, around: Around): Problem[] {
  const { scenes, variables } = around.document
  const which = `The option “${option.label || option.id}” of ${named(scene)}`
  const problems: Problem[] = []
  const add = (code: StructuralCode, what: string, variable?: VariableName) =>
    problems.push(error(code, `${which} ${what}`, scene, option, variable))
  if (option.target === null) add('option-without-target', 'leads nowhere: connect it to a scene.')
  else if (!scenes.has(option.target)) add('unknown-target', 'leads to a scene that is gone: connect it to another.')
  for (const name of namesInOption(option))
    if (!variables.has(name))
      add('unknown-variable', `names “${name}”, which is no variable: add it, or choose another.`, name)
  for (const part of leaves(option.condition)) {
    if ('var' in part) {
      const mismatch = compareMismatch(part, variables.get(part.var))
      if (mismatch) add('type-mismatch', mismatch, part.var)
    } else if (!scenes.has(part.visited))
      add('unknown-scene', 'asks for a visit to a scene that is gone: choose another.')
  }
  for (const effect of option.effects) {
    const name = variableOf(effect)
    const mismatch = effectMismatch(effect, variables.get(name))
    if (mismatch) add('type-mismatch', mismatch, name)
  }
  if (option.condition === null || known(option.condition, scene.id, around) !== false) return problems
  const sentence = `${which} is never offered: change its condition, which cannot be true, or delete the option.`
  return [...problems, warning('condition-never-true', sentence, scene, option)]
}

/** What the condition is for every reader who asks in the scene `here`; null where that depends, or is an error. */
function known(condition: Condition, here: SceneId, around: Around): boolean | null {
  if ('var' in condition) return knownCompare(condition, around)
  if ('visited' in condition) return knownVisit(condition.visited, here, around)
  if ('not' in condition) {
    const part = known(condition.not, here, around)
    return part === null ? null : !part
  }
  // One part that is false decides `all`, one that is true `any`.
  const deciding = 'any' in condition
  const parts = ('any' in condition ? condition.any : condition.all).map((part) => known(part, here, around))
  if (parts.includes(deciding)) return deciding
  return parts.includes(null) ? null : !deciding
}

function knownCompare(part: Compare, { document, isChanged }: Around): boolean | null {
  const variable = document.variables.get(part.var)
  if (variable === undefined || isChanged(part.var) || compareMismatch(part, variable)) return null
  return conditionHolds(part, { [part.var]: variable.initial }, NEVER)
}

function knownVisit(visited: SceneId, here: SceneId, { document, isReached }: Around): boolean | null {
  const { scenes, start } = document
  if (!scenes.has(visited) || start === null || !scenes.has(start)) return null
  if (visited === here || visited === start) return true
  return isReached(visited) ? null : false
}

function compareMismatch({ var: name, is, value }: Compare, variable: Variable | undefined): string | null {
  if (!variable) return null
  const held = TYPE_WORDS[variable.type]
  const other = typeof value as VariableType
  if (other !== variable.type) return `compares “${name}”, ${held}, with ${TYPE_WORDS[other]}: compare it with ${held}.`
  if (variable.type === 'boolean' && is !== 'eq' && is !== 'ne')
    return `asks whether “${name}”, a yes or no, is more or less: ask whether it is equal.`
  return null
}

function effectMismatch(effect: Effect, variable: Variable | undefined): string | null {
  if (!variable) return null
  const due = 'set' in effect ? (typeof effect.to as VariableType) : 'add' in effect ? 'number' : 'boolean'
  if (due === variable.type) return null
  const held = TYPE_WORDS[variable.type]
  return `changes “${variableOf(effect)}”, ${held}, as if it were ${TYPE_WORDS[due]}: nothing would happen.`
}

function named(scene: Scene): string {
  return `“${scene.data.title || scene.id}”`
}
