/**
 * Upcasters: what was written by an older schema, brought up to this one.
 *
 * They are kept for ever, one for each older schema, and work on JSON, because the types know this schema alone. What
 * they do not recognise they leave as it is: `parse.ts` refuses it. `chalicelib/stories/upcasting.py` is the same in
 * Python; `tests/examples` holds a document, edits and a machine of every older schema. Schema 2 gave scenes their tags
 * and the story its IFID.
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
    const { scenes } = document
    const story = step.story(document)
    if (!isObject(scenes)) return story
    // Object.fromEntries defines members of its own even where they are called `__proto__`.
    return { ...story, scenes: Object.fromEntries(Object.entries(scenes).map(([id, each]) => [id, step.scene(each)])) }
  }, written)
}

/** A scene of that schema as this one writes it. Throws SchemaTooNew. */
export function upcastScene(written: unknown, schema: number): unknown {
  return stepsSince(schema).reduce((scene, step) => step.scene(scene), written)
}

/** An edit, or an inverse, of that schema as this one writes it. Throws SchemaTooNew. */
export function upcastEdit(written: unknown, schema: number): unknown {
  const scene = isObject(written) && written['type'] === 'scene.added' ? written['scene'] : undefined
  const upcast = upcastScene(scene, schema)
  return upcast === scene ? written : { ...(written as Json), scene: upcast }
}

type Json = Readonly<Record<string, unknown>>

/** From one schema to the next: what a document holds beside its scenes, and a scene wherever one is written. */
interface Step {
  story(story: Json): Json
  scene(scene: unknown): unknown
}

/** The first leads from schema 1 to 2. */
const STEPS: readonly Step[] = [
  {
    story: (story) => ({ ifid: null, ...story, schema: 2 }),
    scene: (scene) =>
      isObject(scene) && isObject(scene['data']) ? { ...scene, data: { tags: [], ...scene['data'] } } : scene,
  },
]

function stepsSince(schema: number): readonly Step[] {
  if (schema > SCHEMA) throw new SchemaTooNew(schema)
  return schema >= 1 ? STEPS.slice(schema - 1) : []
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
