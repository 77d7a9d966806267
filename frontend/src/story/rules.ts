/**
 * The rules of reading: what a condition means, what a scene offers, what taking an option does.
 *
 * The same as `chalicelib/stories/rules.py`; `tests/vectors/` holds the two together. A run is walked in place, because
 * copying what was visited on every step would make a step as dear as the story is long: `takeStep` and `rewind` change
 * the run they are given, or throw and change nothing.
 */
import {
  PLACEHOLDER,
  type Condition,
  type Document,
  type Effect,
  type Operator,
  type Option,
  type OptionId,
  type SceneId,
  type Value,
  type VariableName,
} from './model'
import { variableOf } from './references'

/** The story's variables and what they hold just now. */
export type Context = Readonly<Record<VariableName, Value>>

/** What of an option decides a step. */
export type StepOption = Pick<Option, 'id' | 'target' | 'condition' | 'effects'>

/** What of a scene decides a step; a document's `scene.data` is one. */
export interface StepScene {
  readonly options: readonly StepOption[]
  /** Anything but null in a final scene. */
  readonly ending: object | null
}

/** Which scenes a reader has been in; a Set of ids is one. */
export interface VisitedScenes {
  has(id: SceneId): boolean
}

/** Scenes by id; a Map of them is one. */
export interface StepScenes {
  get(id: SceneId): StepScene | undefined
}

/** Offered: may be taken. Locked: there, greyed out. Hidden: not there. */
export type Shown = 'offered' | 'locked' | 'hidden'

/** An option as a reader meets it just now. */
export interface OfferedOption<O extends StepOption = Option> {
  readonly option: O
  readonly shown: Shown
}

/** One choice of a run, with what it takes to undo it. */
export interface TrailEntry {
  /** The scene it was made in. */
  readonly scene: SceneId
  readonly option: OptionId
  /** The former values of the variables it changed, and no others. */
  readonly before: Context
  /** Whether it brought the reader to its target for the first time. */
  readonly first: boolean
}

/** Where one reader is, what the story remembers, and how they came there. The run alone changes its context. */
export interface Run {
  scene: SceneId
  readonly context: Record<VariableName, Value>
  readonly visited: Set<SceneId>
  readonly trail: TrailEntry[]
}

/** Sums stop here, where a double can no longer count by ones. */
const LARGEST = 2 ** 53

/** The former values where nothing changed, as most choices leave it. */
const UNCHANGED: Context = Object.freeze({})

/** That scene does not offer that option. */
export class OptionNotOffered extends Error {
  override readonly name = 'OptionNotOffered'
}

/** The run has not gone that far. */
export class DepthBeyondTrail extends Error {
  override readonly name = 'DepthBeyondTrail'
}

/** A reader's run at its beginning: in the start scene, which counts as visited. */
export function startRun(start: SceneId, initial: Context): Run {
  return { scene: start, context: { ...initial }, visited: new Set([start]), trail: [] }
}

/** What the story's variables hold when a reader begins. */
export function initialContext(document: Document): Context {
  return Object.fromEntries([...document.variables].map(([name, { initial }]) => [name, initial]))
}

/** Whether the condition is true; null always is. Never throws, whatever the condition names. */
export function conditionHolds(condition: Condition | null, context: Context, visited: VisitedScenes): boolean {
  if (condition === null) return true
  if ('var' in condition) return compares(condition.is, valueOf(context, condition.var), condition.value)
  if ('visited' in condition) return visited.has(condition.visited)
  if ('all' in condition) return condition.all.every((part) => conditionHolds(part, context, visited))
  if ('any' in condition) return condition.any.some((part) => conditionHolds(part, context, visited))
  return !conditionHolds(condition.not, context, visited)
}

/**
 * Every option of the scene in its order, and whether a reader may take it; an ending has none.
 *
 * An option that leads nowhere stands only in a draft; it shows as locked so that its creator sees it.
 */
export function offeredOptions<O extends StepOption & Pick<Option, 'when_locked'>>(
  scene: { readonly options: readonly O[]; readonly ending: object | null },
  context: Context,
  visited: VisitedScenes,
): OfferedOption<O>[] {
  if (scene.ending !== null) return []
  return scene.options.map((option) => ({ option, shown: shown(option, context, visited) }))
}

/** The context after the effects, in order, and the former values of the variables that are different now. */
export function applyEffects(effects: readonly Effect[], context: Context): { after: Context; before: Context } {
  const after = { ...context }
  return { after, before: affect(after, effects) }
}

/**
 * Follow one option of the scene the run stands in; the run is changed, its new trail entry returned.
 *
 * Throws OptionNotOffered, and changes nothing, if that scene is an ending, lacks the option, or the option leads
 * nowhere or is locked.
 */
export function takeStep(scenes: StepScenes, run: Run, optionId: OptionId): TrailEntry {
  const scene = scenes.get(run.scene)
  const option = scene?.ending === null ? scene.options.find(({ id }) => id === optionId) : undefined
  if (!option || option.target === null || !conditionHolds(option.condition, run.context, run.visited))
    throw new OptionNotOffered(`The scene “${run.scene}” does not offer the option “${optionId}”.`)
  const before = affect(run.context, option.effects)
  const seen = run.visited.size
  const first = run.visited.add(option.target).size > seen
  const entry = { scene: run.scene, option: optionId, before, first }
  run.trail.push(entry)
  run.scene = option.target
  return entry
}

/**
 * Undo choices until `toDepth` of them are left: 0 is the beginning.
 *
 * Throws DepthBeyondTrail, and changes nothing, if the run is not that deep.
 */
export function rewind(run: Run, toDepth: number): void {
  if (toDepth < 0 || toDepth > run.trail.length)
    throw new DepthBeyondTrail(`The run is ${run.trail.length} choices deep, not ${toDepth}.`)
  for (const entry of run.trail.splice(toDepth).reverse()) {
    if (entry.first) run.visited.delete(run.scene)
    Object.assign(run.context, entry.before)
    run.scene = entry.scene
  }
}

/** The run as JSON, to be read by `loadRun`. */
export interface StoredRun {
  readonly scene: SceneId
  readonly context: Context
  readonly visited: readonly SceneId[]
  readonly trail: readonly TrailEntry[]
}

export function dumpRun(run: Run): StoredRun {
  return { scene: run.scene, context: { ...run.context }, visited: [...run.visited].sort(), trail: [...run.trail] }
}

/** The run that `dumpRun` wrote. */
export function loadRun(stored: StoredRun): Run {
  return {
    scene: stored.scene,
    context: { ...stored.context },
    visited: new Set(stored.visited),
    trail: [...stored.trail],
  }
}

/** The text with `{name}` of known variables put in; to be shown as text, never as HTML. */
export function fillIn(text: string, context: Context): string {
  return text.replace(PLACEHOLDER, (placeholder, name: string) => String(valueOf(context, name) ?? placeholder))
}

function valueOf(context: Context, name: VariableName): Value | undefined {
  return Object.hasOwn(context, name) ? context[name] : undefined
}

function compares(operator: Operator, held: Value | undefined, value: Value): boolean {
  if (typeof held !== typeof value || held === undefined) return false
  if (operator === 'eq') return held === value
  if (operator === 'ne') return held !== value
  if (typeof held === 'boolean') return false
  const order = typeof held === 'string' ? codePointOrder(held, String(value)) : held - Number(value)
  switch (operator) {
    case 'lt':
      return order < 0
    case 'le':
      return order <= 0
    case 'gt':
      return order > 0
    case 'ge':
      return order >= 0
    default:
      return operator satisfies never
  }
}

/** JavaScript compares strings by UTF-16 code unit, which puts U+1F600 before U+FF5E. */
function codePointOrder(one: string, other: string): number {
  for (let at = 0; at < one.length && at < other.length; at += 1) {
    if (one.charCodeAt(at) === other.charCodeAt(at)) continue
    return Number(one.codePointAt(at)) - Number(other.codePointAt(at))
  }
  return one.length - other.length
}

function shown(option: StepOption & Pick<Option, 'when_locked'>, context: Context, visited: VisitedScenes): Shown {
  if (option.target === null) return 'locked'
  if (conditionHolds(option.condition, context, visited)) return 'offered'
  return option.when_locked === 'shown' ? 'locked' : 'hidden'
}

/** Change the context by the effects, in order; the former values of the variables that are different now. */
function affect(context: Record<VariableName, Value>, effects: readonly Effect[]): Context {
  let before: Record<VariableName, Value> | undefined
  for (const effect of effects) {
    const name = variableOf(effect)
    const value = valueOf(context, name)
    if (value === undefined) continue
    const after = affected(effect, value)
    if (after === value) continue
    context[name] = after
    before ??= {}
    if (!Object.hasOwn(before, name)) before[name] = value
  }
  if (before === undefined) return UNCHANGED
  // Of several effects a later one may have brought a value back.
  return effects.length === 1 ? before : different(before, context)
}

function different(before: Context, context: Context): Context {
  return Object.fromEntries(Object.entries(before).filter(([name, value]) => context[name] !== value))
}

function affected(effect: Effect, value: Value): Value {
  if ('set' in effect) return typeof effect.to === typeof value ? effect.to : value
  if ('add' in effect) return typeof value === 'number' ? sum(value, effect.by) : value
  return typeof value === 'boolean' ? !value : value
}

function sum(augend: number, addend: number): number {
  // Never −0: only two of them sum to it, and no story holds one.
  return Math.min(Math.max(augend + addend, -LARGEST), LARGEST)
}
