/**
 * Validation: what keeps a story from being published, and what its creator may have overlooked.
 *
 * These are the structural rules: they read the graph without asking what conditions allow, in time linear in the size
 * of the story. `chalicelib/stories/problems.py` finds the same, sentence by sentence; `tests/vectors/problems.json`
 * holds the two together.
 */
import type {
  AssetId,
  Compare,
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
import { explore, MAX_PATHS, pathTo, type Reach } from './reach'
import { leaves, namesInOption, placeholders, variableOf } from './references'

/** Where an uploaded picture stands. */
export type AssetState = 'granted' | 'received' | 'processing' | 'ready' | 'failed'

/** Something wrong with a story. */
export interface Problem {
  /** Its kind, for ever the same. */
  readonly code: string
  /** An error blocks publishing, a warning does not. */
  readonly severity: 'error' | 'warning'
  readonly scene: SceneId | null
  readonly option: OptionId | null
  /** What to do about it, for the creator. */
  readonly sentence: string
  /** For a place readers get stuck in: the shortest way there from the start, both included. */
  readonly path: readonly SceneId[] | null
}

const TYPE_WORDS: Readonly<Record<VariableType, string>> = {
  boolean: 'a yes or no',
  number: 'a number',
  string: 'a text',
}

/**
 * Everything wrong with the document: the story first, then its scenes, then its variables, each by id.
 *
 * `assets` are the story's own. Only the first `MAX_PATHS` problems that could carry a path do, which bounds the time.
 */
export function findProblems(document: Document, assets: ReadonlyMap<AssetId, AssetState>): Problem[] {
  const reach = explore(document)
  const scenes = [...document.scenes.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
  const problems = [
    ...storyProblems(document, reach),
    ...scenes.flatMap((scene) => sceneProblems(document, scene, assets, reach)),
    ...variableProblems(document),
  ]
  return withPaths(problems, reach)
}

function storyProblems({ start, scenes }: Document, reach: Reach): Problem[] {
  if (start === null) return [error('no-start', 'The story has no start: choose the scene it begins with.')]
  if (!scenes.has(start)) return [error('no-start', 'The scene the story began with is gone: choose another start.')]
  if (reach.saved.has(start)) return []
  const sentence = 'No ending can be reached from the start: mark a scene as an ending and lead an option there.'
  return [error('no-ending-reachable', sentence)]
}

function sceneProblems(
  document: Document,
  scene: Scene,
  assets: ReadonlyMap<AssetId, AssetState>,
  reach: Reach,
): Problem[] {
  return [
    ...pictureProblems(scene, assets),
    ...wayProblems(document, scene, reach),
    ...textProblems(document, scene),
    ...optionsProblems(document, scene),
  ]
}

function pictureProblems(scene: Scene, assets: ReadonlyMap<AssetId, AssetState>): Problem[] {
  const name = named(scene)
  if (scene.data.image === '') return [error('missing-image', `${name} has no picture: add one.`, scene)]
  const problems = pictureState(scene, assets.get(scene.data.image))
  if (/[^ \t\r\n]/.test(scene.data.alt)) return problems
  const sentence = `Describe the picture of ${name} for readers who cannot see it.`
  return [...problems, warning('missing-alt', sentence, scene)]
}

function pictureState(scene: Scene, state: AssetState | undefined): Problem[] {
  const name = named(scene)
  switch (state) {
    case undefined:
      return [error('asset-missing', `The picture of ${name} is gone: choose another.`, scene)]
    case 'failed':
      return [error('image-failed', `The picture of ${name} could not be used: choose another.`, scene)]
    case 'granted':
    case 'received':
    case 'processing': {
      const sentence = `The picture of ${name} is still being made ready: wait a moment.`
      return [error('image-still-processing', sentence, scene)]
    }
    case 'ready':
      return []
    default:
      return state satisfies never
  }
}

function wayProblems({ start, scenes }: Document, scene: Scene, reach: Reach): Problem[] {
  const name = named(scene)
  const problems: Problem[] = []
  if (scene.data.ending === null && scene.data.options.length === 0) {
    const sentence = `${name} leads nowhere: add an option, or mark it as an ending.`
    problems.push(error('dead-end', sentence, scene))
  } else if (reach.traps.has(scene.id)) {
    const sentence = `From ${name} no ending can be reached: lead one of its options towards an ending.`
    problems.push(error('cannot-reach-ending', sentence, scene))
  }
  if (start !== null && scenes.has(start) && !reach.cameFrom.has(scene.id)) {
    const sentence = `Readers never get to ${name}: lead an option there from a scene they reach, or delete it.`
    problems.push(warning('unreachable-scene', sentence, scene))
  }
  return problems
}

function textProblems({ variables }: Document, scene: Scene): Problem[] {
  const unknown = placeholders(scene.data.text).filter((name) => !variables.has(name))
  return unknown.map((name) => {
    const sentence = `The text of ${named(scene)} names “${name}”, which is no variable: add it, or change the text.`
    return error('unknown-variable', sentence, scene)
  })
}

function optionsProblems(document: Document, scene: Scene): Problem[] {
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
    return [...twice, ...optionProblems(document, scene, option)]
  })
}

function optionProblems({ scenes, variables }: Document, scene: Scene, option: Option): Problem[] {
  const which = `The option “${option.label || option.id}” of ${named(scene)}`
  const problems: Problem[] = []
  const add = (code: string, what: string) => problems.push(error(code, `${which} ${what}`, scene, option))
  if (option.target === null) add('option-without-target', 'leads nowhere: connect it to a scene.')
  else if (!scenes.has(option.target)) add('unknown-target', 'leads to a scene that is gone: connect it to another.')
  for (const name of namesInOption(option))
    if (!variables.has(name))
      add('unknown-variable', `names “${name}”, which is no variable: add it, or choose another.`)
  for (const part of leaves(option.condition)) {
    const mismatch = 'var' in part ? compareMismatch(part, variables.get(part.var)) : null
    if (mismatch) add('type-mismatch', mismatch)
    if ('visited' in part && !scenes.has(part.visited))
      add('unknown-scene', 'asks for a visit to a scene that is gone: choose another.')
  }
  for (const effect of option.effects) {
    const mismatch = effectMismatch(effect, variables.get(variableOf(effect)))
    if (mismatch) add('type-mismatch', mismatch)
  }
  return problems
}

function variableProblems(document: Document): Problem[] {
  const { read, changed } = uses(document)
  return [...document.variables.keys()].sort().flatMap((name) => {
    const problems: Problem[] = []
    if (!read.has(name)) {
      const sentence = `Nothing reads “${name}”: use it in a condition or a text, or delete it.`
      problems.push(warning('variable-never-read', sentence))
    }
    if (!changed.has(name)) {
      const sentence = `No option changes “${name}”: let one change it, or delete it.`
      problems.push(warning('variable-never-set', sentence))
    }
    return problems
  })
}

/** The variables something reads, and those something changes. */
function uses({ scenes }: Document): { read: ReadonlySet<VariableName>; changed: ReadonlySet<VariableName> } {
  const read = new Set<VariableName>()
  const changed = new Set<VariableName>()
  for (const { data } of scenes.values()) {
    for (const name of placeholders(data.text)) read.add(name)
    for (const option of data.ending === null ? data.options : []) {
      for (const name of placeholders(option.label)) read.add(name)
      for (const part of leaves(option.condition)) if ('var' in part) read.add(part.var)
      for (const effect of option.effects) changed.add(variableOf(effect))
    }
  }
  return { read, changed }
}

function withPaths(problems: readonly Problem[], reach: Reach): Problem[] {
  let left = MAX_PATHS
  return problems.map((problem) => {
    if (problem.code !== 'dead-end' && problem.code !== 'cannot-reach-ending') return problem
    left -= 1
    const reached = problem.scene !== null && reach.cameFrom.has(problem.scene)
    return left >= 0 && reached ? { ...problem, path: pathTo(reach, problem.scene) } : problem
  })
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

function error(code: string, sentence: string, scene?: Scene, option?: Option): Problem {
  return { code, severity: 'error', scene: scene?.id ?? null, option: option?.id ?? null, sentence, path: null }
}

function warning(code: string, sentence: string, scene?: Scene): Problem {
  return { code, severity: 'warning', scene: scene?.id ?? null, option: null, sentence, path: null }
}
