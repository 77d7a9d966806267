/**
 * Upcasters: what was written by an older schema, brought up to this one.
 *
 * They are kept for ever, one for each older schema, and work on JSON, because the types know this schema alone. What
 * they do not recognise they leave as it is: `parse.ts` refuses it. `chalicelib/stories/upcasting.py` is the same in
 * Python; `tests/examples` holds a document, edits and a machine of every older schema. Schema 2 gave scenes their tags
 * and the story its IFID, schema 3 options their hints, the story its own background, font and cover, and whether it
 * reveals choices; schema 4 gave groups their text. A machine counts its schema for itself since, as what is in a group
 * is never published.
 */
import { SCHEMA } from './model'

/** This was written by a newer Fabula than this one. */
export class SchemaTooNew extends Error {
  override readonly name = 'SchemaTooNew'

  constructor(schema: number) {
    super(`It is of schema ${schema}; this Fabula reads schemas up to ${SCHEMA}.`)
  }
}

/** A document as this schema writes it; the one given where it is of this schema. Throws SchemaTooNew. */
export function upcastDocument(written: unknown): unknown {
  if (!isObject(written) || !Number.isInteger(written['schema'])) return written
  return stepsSince(written['schema'] as number).reduce((document, step) => {
    const { scenes, groups } = document
    return {
      ...step.story(document),
      ...(isObject(scenes) && { scenes: eachOf(scenes, (scene) => step.scene(scene)) }),
      ...(isObject(groups) && { groups: eachOf(groups, (group) => step.group(group)) }),
    }
  }, written)
}

/** A scene of that schema as this one writes it. Throws SchemaTooNew. */
export function upcastScene(written: unknown, schema: number): unknown {
  return stepsSince(schema).reduce((scene, step) => step.scene(scene), written)
}

/** An edit, or an inverse, of that schema as this one writes it. Throws SchemaTooNew. */
export function upcastEdit(written: unknown, schema: number): unknown {
  const steps = stepsSince(schema)
  const part = isObject(written) ? PARTS.get(written['type']) : undefined
  if (!isObject(written) || !part || steps.length === 0) return written
  return { ...written, [part]: steps.reduce((held, step) => step[part](held), written[part]) }
}

type Json = Readonly<Record<string, unknown>>

/** From one schema to the next: what a document holds beside its scenes, and its parts wherever one is written. */
interface Step {
  story(story: Json): Json
  scene(scene: unknown): unknown
  option(option: unknown): unknown
  theme(theme: unknown): unknown
  group(group: unknown): unknown
}

/** The edits that hold a part of a document, and as which of their members. */
const PARTS = new Map<unknown, 'scene' | 'option' | 'theme' | 'group'>([
  ['scene.added', 'scene'],
  ['option.added', 'option'],
  ['story.theme_set', 'theme'],
  ['group.added', 'group'],
  ['group.changed', 'group'],
])

const unchanged = (part: unknown) => part

function optionFrom2(option: unknown): unknown {
  return isObject(option) ? { hint: '', ...option } : option
}

function themeFrom2(theme: unknown): unknown {
  return isObject(theme) ? { paper: null, font: 'book', cover: '', ...theme } : theme
}

/** The first leads from schema 1 to 2. */
const STEPS: readonly Step[] = [
  {
    story: (story) => ({ ifid: null, ...story, schema: 2 }),
    scene: (scene) =>
      isObject(scene) && isObject(scene['data']) ? { ...scene, data: { tags: [], ...scene['data'] } } : scene,
    option: unchanged,
    theme: unchanged,
    group: unchanged,
  },
  {
    story: (story) => ({ reveal_choices: false, ...story, theme: themeFrom2(story['theme']), schema: 3 }),
    scene: (scene) => {
      const data = isObject(scene) ? scene['data'] : undefined
      if (!isObject(scene) || !isObject(data) || !Array.isArray(data['options'])) return scene
      return { ...scene, data: { ...data, options: data['options'].map(optionFrom2) } }
    },
    option: optionFrom2,
    theme: themeFrom2,
    group: unchanged,
  },
  {
    story: (story) => ({ ...story, schema: 4 }),
    scene: unchanged,
    option: unchanged,
    theme: unchanged,
    group: (group) => (isObject(group) ? { text: '', ...group } : group),
  },
]

/** Object.fromEntries defines members of its own even where they are called `__proto__`. */
function eachOf(things: Json, step: (thing: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(things).map(([id, thing]) => [id, step(thing)]))
}

function stepsSince(schema: number): readonly Step[] {
  if (schema > SCHEMA) throw new SchemaTooNew(schema)
  return schema >= 1 ? STEPS.slice(schema - 1) : []
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
