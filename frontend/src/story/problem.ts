/** What a problem is, and the kinds of problem the structural rules find. */
import type { Option, OptionId, Scene, SceneId, VariableName } from './model'

/** Where a picture stands; `large` is ready, and larger than any story needs. */
export type AssetState = 'granted' | 'received' | 'processing' | 'ready' | 'large' | 'failed'

export type Severity = 'error' | 'warning'

const CODES = [
  'asset-missing',
  'cannot-reach-ending',
  'condition-never-true',
  'dead-end',
  'duplicate-option-id',
  'image-failed',
  'image-still-processing',
  'large-picture',
  'long-text',
  'missing-alt',
  'missing-image',
  'no-ending-reachable',
  'no-start',
  'option-without-target',
  'options-after-ending',
  'type-mismatch',
  'unknown-scene',
  'unknown-target',
  'unknown-variable',
  'unreachable-ending',
  'unreachable-scene',
  'variable-never-read',
  'variable-never-set',
  'variable-unused',
] as const

export type StructuralCode = (typeof CODES)[number]

/** The kinds of problem that are found without asking what conditions allow, here and on the server alike. */
export const STRUCTURAL_CODES: ReadonlySet<string> = new Set(CODES)

/** Something wrong with a story. */
export interface Problem {
  /** Its kind, for ever the same. */
  readonly code: string
  /** An error blocks publishing, a warning does not. */
  readonly severity: Severity
  readonly scene: SceneId | null
  readonly option: OptionId | null
  /** The variable it is about, where there is one. */
  readonly variable: VariableName | null
  /** What to do about it, for the creator. */
  readonly sentence: string
  /** For a place readers get stuck in: the shortest way there from the start, both included. */
  readonly path: readonly SceneId[] | null
}

/** What a problem is found in. */
type Where = readonly [scene?: Scene | undefined, option?: Option | undefined, variable?: VariableName]

/** What blocks publishing, where it is. */
export function error(code: StructuralCode, sentence: string, ...where: Where): Problem {
  return problem(code, 'error', sentence, where)
}

/** What the creator may have overlooked, and where. */
export function warning(code: StructuralCode, sentence: string, ...where: Where): Problem {
  return problem(code, 'warning', sentence, where)
}

function problem(
  code: StructuralCode,
  severity: Severity,
  sentence: string,
  [scene, option, variable]: Where,
): Problem {
  return {
    code,
    severity,
    scene: scene?.id ?? null,
    option: option?.id ?? null,
    variable: variable ?? null,
    sentence,
    path: null,
  }
}
