/** Reading a document from JSON nobody vouches for: a file, or a server's answer. Limits are those of `model.ts`. */
import * as v from 'valibot'
import {
  COLOUR_SHAPE,
  ID_SHAPE,
  IFID_SHAPE,
  LANGUAGE_SHAPE,
  LINK_SHAPE,
  MAX_ALT,
  MAX_CONDITION_DEPTH,
  MAX_CONDITION_PARTS,
  MAX_EFFECTS,
  MAX_GROUP_TEXT,
  MAX_GROUPS,
  MAX_HINT,
  MAX_LABEL,
  MAX_LINK,
  MAX_OPTIONS,
  MAX_POINTS,
  MAX_SCENES,
  MAX_STRING_VALUE,
  MAX_SUMMARY,
  MAX_TAG,
  MAX_TAGS,
  MAX_TEXT,
  MAX_TITLE,
  MAX_VARIABLES,
  SCHEMA,
  type Condition,
  type Document,
  type Effect,
  type Scene,
} from './model'
import { SchemaTooNew, upcastDocument, upcastScene } from './upcasting'

/** That JSON is no story; the message says where and why. */
export class DocumentInvalid extends Error {
  override readonly name = 'DocumentInvalid'
}

/** The document in `value`, which is parsed JSON of this schema or an older one. Throws DocumentInvalid. */
export function parseDocument(value: unknown): Document {
  const { variables, scenes, groups, ...story } = parsed(
    document,
    current(() => upcastDocument(value)),
  )
  return {
    ...story,
    variables: parsedMap(variable, variables, 'variables', MAX_VARIABLES),
    scenes: keyedById(parsedMap(scene, scenes, 'scenes', MAX_SCENES), 'scenes'),
    groups: keyedById(parsedMap(group, groups, 'groups', MAX_GROUPS), 'groups'),
  }
}

/** The scene in `value`, which is parsed JSON of that schema. Throws DocumentInvalid. */
export function parseScene(value: unknown, schema: number = SCHEMA): Scene {
  return parsed(
    scene,
    current(() => upcastScene(value, schema)),
  )
}

function current(upcast: () => unknown): unknown {
  try {
    return upcast()
  } catch (error) {
    if (error instanceof SchemaTooNew) throw new DocumentInvalid(error.message)
    throw error
  }
}

type Schema<T> = v.GenericSchema<unknown, T>

function parsed<T>(schema: Schema<T>, value: unknown, where = ''): T {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const path = [where, v.getDotPath(issue)].filter(Boolean).join('.')
  throw new DocumentInvalid(path ? `${path}: ${issue.message}` : issue.message)
}

/** Valibot's own record leaves out keys such as `constructor`, which is a legal id. */
function parsedMap<T>(schema: Schema<T>, things: object, where: string, most: number): ReadonlyMap<string, T> {
  const entries = Object.entries(things)
  if (entries.length > most) throw new DocumentInvalid(`${where}: at most ${most.toLocaleString('en')}`)
  return new Map(entries.map(([key, thing]) => [parsed(id, key, where), parsed(schema, thing, `${where}.${key}`)]))
}

function keyedById<T extends { readonly id: string }>(things: ReadonlyMap<string, T>, where: string) {
  for (const [key, thing] of things)
    if (thing.id !== key) throw new DocumentInvalid(`${where}.${key} is kept under an id that is not its own`)
  return things
}

const text = v.pipe(
  v.string(),
  v.check(
    (value) => !value.includes('\0') && !/\p{Surrogate}/u.test(value),
    'text cannot hold U+0000 or half of a surrogate pair',
  ),
)

function upTo(most: number) {
  // A code point is at least one code unit, so only texts that are long already are counted.
  const fits = (value: string) => value.length <= most || (value.length <= 2 * most && [...value].length <= most)
  return v.pipe(text, v.check(fits, `at most ${most.toLocaleString('en')} characters`))
}

const number = v.pipe(
  v.number(),
  v.finite(),
  v.transform((value) => value + 0),
)
const fraction = v.pipe(number, v.minValue(0), v.maxValue(1))
const id = v.pipe(
  v.string(),
  v.regex(ID_SHAPE, 'an id is a letter or digit, then letters, digits, - and _, 64 at most'),
)
const tag = v.pipe(
  upTo(MAX_TAG),
  v.nonEmpty('a tag has at least one character'),
  v.regex(/^\P{White_Space}+$/u, 'a tag holds no whitespace'),
)
const tags = v.pipe(
  v.array(tag),
  v.maxLength(MAX_TAGS, `a scene has at most ${MAX_TAGS} tags`),
  v.check((held) => new Set(held).size === held.length, 'a scene has each tag once'),
)
const colour = v.pipe(v.string(), v.regex(COLOUR_SHAPE, 'a colour is written #rrggbb'))
const value = v.union([v.boolean(), number, upTo(MAX_STRING_VALUE)])
const position = v.strictObject({ x: number, y: number })
const length = v.pipe(number, v.minValue(0))

const conditionPart: v.GenericSchema<unknown, Condition> = v.lazy((input) => {
  if (holds(input, 'var'))
    return v.strictObject({ var: id, is: v.picklist(['eq', 'ne', 'lt', 'le', 'gt', 'ge']), value })
  if (holds(input, 'visited')) return v.strictObject({ visited: id })
  if (holds(input, 'all')) return v.strictObject({ all: conditionParts })
  if (holds(input, 'any')) return v.strictObject({ any: conditionParts })
  return v.strictObject({ not: conditionPart })
})
const conditionParts = v.pipe(v.array(conditionPart), v.maxLength(MAX_CONDITION_PARTS))
const condition = v.pipe(
  v.unknown(),
  v.check((input) => !deeper(input, MAX_CONDITION_DEPTH), `a condition nests at most ${MAX_CONDITION_DEPTH} deep`),
  conditionPart,
)

const effect: v.GenericSchema<unknown, Effect> = v.lazy((input) => {
  if (holds(input, 'set')) return v.strictObject({ set: id, to: value })
  if (holds(input, 'add')) return v.strictObject({ add: id, by: number })
  return v.strictObject({ toggle: id })
})

const option = v.strictObject({
  id,
  label: upTo(MAX_LABEL),
  target: v.nullable(id),
  condition: v.nullable(condition),
  effects: v.pipe(v.array(effect), v.maxLength(MAX_EFFECTS)),
  hotspot: v.nullable(
    v.strictObject({
      points: v.pipe(v.array(v.strictTuple([fraction, fraction])), v.minLength(3), v.maxLength(MAX_POINTS)),
    }),
  ),
  when_locked: v.picklist(['hidden', 'shown']),
  hint: upTo(MAX_HINT),
})

const ending = v.strictObject({
  name: upTo(MAX_TITLE),
  link: v.nullable(v.pipe(upTo(MAX_LINK), v.regex(LINK_SHAPE, 'a link begins with http:// or https://'))),
})

const image = v.union([v.literal(''), id])

const scene = v.strictObject({
  id,
  type: v.literal('scene'),
  position,
  data: v.strictObject({
    title: upTo(MAX_TITLE),
    text: upTo(MAX_TEXT),
    image,
    alt: upTo(MAX_ALT),
    options: v.pipe(v.array(option), v.maxLength(MAX_OPTIONS)),
    ending: v.nullable(ending),
    notes: upTo(MAX_TEXT),
    tags,
  }),
})

const group = v.strictObject({
  id,
  title: upTo(MAX_TITLE),
  text: upTo(MAX_GROUP_TEXT),
  colour,
  position,
  size: v.strictObject({ width: length, height: length }),
})

const variable = v.pipe(
  v.strictObject({ type: v.picklist(['boolean', 'number', 'string']), initial: value }),
  v.check(({ type, initial }) => typeof initial === type, 'a variable begins with a value of its own type'),
)

const things = v.custom<object>(
  (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
  'an object is due here',
)

const document = v.strictObject({
  schema: v.literal(SCHEMA),
  ifid: v.nullable(v.pipe(v.string(), v.regex(IFID_SHAPE, 'an IFID is 8 to 63 of capitals, digits and -'))),
  title: v.pipe(upTo(MAX_TITLE), v.nonEmpty()),
  summary: upTo(MAX_SUMMARY),
  language: v.pipe(v.string(), v.regex(LANGUAGE_SHAPE, 'a language is a BCP 47 tag, such as en or pt-BR')),
  start: v.nullable(id),
  theme: v.strictObject({
    layout: v.picklist(['paper', 'full']),
    accent: v.nullable(colour),
    paper: v.nullable(colour),
    font: v.picklist(['book', 'plain', 'typewriter']),
    cover: image,
  }),
  reveal_choices: v.boolean(),
  variables: things,
  scenes: things,
  groups: things,
})

function holds(input: unknown, name: string): boolean {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, name)
}

function deeper(input: unknown, most: number): boolean {
  if (most === 0) return true
  const parts = ['all', 'any', 'not'].flatMap((name) =>
    holds(input, name) ? [(input as Record<string, unknown>)[name]].flat() : [],
  )
  return parts.some((part) => deeper(part, most - 1))
}
