import { describe, expect, it } from 'vitest'
import { readMachine } from '../../src/reader/scenes'
import {
  apply,
  compileMachine,
  DocumentInvalid,
  documentJson,
  parseDocument,
  parseScene,
  SCHEMA,
  SchemaTooNew,
  upcastDocument,
  upcastEdit,
  upcastScene,
  type Edit,
  type Scene,
  type StoryMachine,
} from '../../src/story'
import { example, replaced, vectors } from './vectors'

interface Row {
  readonly edit: unknown
  readonly inverse: unknown
}
interface Written {
  readonly scenes: Record<string, { readonly data: object }>
}
const older = Array.from({ length: SCHEMA - 1 }, (_, index) => index + 1)
/** Machines have counted their schema for themselves since. */
const LAST_SHARED = 3
const { document: current } = vectors<{ document: Written }>('documents')
const isOld = (edit: unknown, type: string): edit is { scene: Scene } => (edit as Edit).type === type

describe.each(older)('schema %s', (schema) => {
  const document = example<Written>('document', schema)
  const rows = example<Row[]>('edits', schema)

  it('has a document that is read', () => {
    const parsed = parseDocument(document)
    expect(parsed.schema).toBe(SCHEMA)
    expect(parseDocument(documentJson(parsed))).toEqual(parsed)
    expect(Object.keys(document.scenes)).toEqual([...parsed.scenes.keys()])
    for (const scene of Object.values(document.scenes))
      expect(parseScene(scene, schema).data.title).toBeTypeOf('string')
  })

  it('has edits that apply, and inverses that take them back', () => {
    const story = parseDocument(vectors<{ document: unknown }>('edits').document)
    for (const { edit, inverse } of rows) {
      const after = apply(story, upcastEdit(edit, schema) as Edit)
      expect(apply(after, upcastEdit(inverse, schema) as Edit)).toEqual(story)
    }
    expect(new Set(rows.map(({ edit }) => (edit as Edit).type)).size).toBeGreaterThanOrEqual(29)
  })
})

describe.each(older.filter((schema) => schema < LAST_SHARED))('schema %s', (schema) => {
  it('has a machine that is read, as the same story compiled today is', () => {
    const machine = example<StoryMachine>('machine', schema)
    expect(machine.schema).toBe(schema)
    const story = readMachine(machine)
    const today = readMachine(
      compileMachine(parseDocument(example('document', schema)), new Map(), { storyId: 's', version: 1 }),
    )
    const drawn = ({ scenes, ...rest }: typeof story) => ({
      ...rest,
      scenes: new Map([...scenes].map(([id, scene]) => [id, { ...scene, picture: null }])),
    })
    expect(drawn(story)).toEqual(drawn(today))
    expect([...story.scenes.values()].filter(({ picture }) => picture)).toHaveLength(2)
  })
})

describe('schema 1', () => {
  it('had no tags and no IFID', () => {
    const document = example<Written>('document', 1)
    const { ifid, scenes, ...story } = upcastDocument(document) as Written & { ifid: unknown }
    expect(ifid).toBeNull()
    expect({ ...story, ifid, scenes }).toEqual(upcastDocument({ ...document, schema: 2, ifid: null, scenes }))
    for (const [id, scene] of Object.entries(scenes)) {
      const old = document.scenes[id]
      expect(scene).toEqual(upcastScene({ ...old, data: { ...old?.data, tags: [] } }, 2))
    }
  })

  it('added scenes without tags', () => {
    const added = example<Row[]>('edits', 1).flatMap(({ edit, inverse }) => [edit, inverse])
    const scenes = added.flatMap((edit) => (isOld(edit, 'scene.added') ? [edit] : []))
    expect(scenes.length).toBeGreaterThan(1)
    for (const edit of scenes) expect(upcastEdit(edit, 1)).toEqual({ ...edit, scene: upcastScene(edit.scene, 1) })
  })

  it('was read with any id', () => {
    const old = replaced({ ...current, schema: 1 }, 'scenes', {
      constructor: { ...current.scenes['b'], id: 'constructor' },
    })
    expect([...parseDocument(old).scenes.keys()]).toEqual(['constructor'])
  })

  it.each<[string, unknown]>([
    ...['schema', 'scenes', 'scenes/a', 'scenes/a/data'].flatMap((place) =>
      [null, [], '1'].map((nothing): [string, unknown] => [place, nothing]),
    ),
    ['schema', 0],
    ['schema', -1],
    ['schema', true],
    ['scenes/a/data/tags', null],
    ...[null, '1', [1]].map((nothing): [string, unknown] => ['scenes/a/data/options', nothing]),
    ['scenes/a/data/options/0/hint', null],
    ['ifid', ''],
    ...[null, [], '1'].map((nothing): [string, unknown] => ['theme', nothing]),
    ['reveal_choices', null],
    ...['groups', 'groups/g'].flatMap((place) => [null, [], '1'].map((nothing): [string, unknown] => [place, nothing])),
    ['groups/g/text', null],
    ['unknown', 1],
  ])('is refused where it is none: %s %s', (place, value) => {
    const old = { ...current, schema: 1 }
    expect(parseDocument(old).schema).toBe(SCHEMA)
    expect(() => parseDocument(replaced(old, place, value))).toThrow(DocumentInvalid)
  })
})

describe('schema 2', () => {
  it('had no hints, and a theme of two members', () => {
    const document = example<Written & { theme: object }>('document', 2)
    const upcast = upcastDocument(document) as Written & { theme: object; reveal_choices: unknown }
    const theme = { layout: 'full', accent: '#1d3b4f', paper: null, font: 'book', cover: '' }
    expect(upcast).toMatchObject({ ...document, schema: SCHEMA, reveal_choices: false, theme })
    const options = Object.values(upcast.scenes).flatMap(
      ({ data }) => (data as { options: { hint: unknown }[] }).options,
    )
    expect(options.length).toBeGreaterThan(10)
    expect(new Set(options.map(({ hint }) => hint))).toEqual(new Set(['']))
  })

  it.each([1, 2])('of schema %s, added options and themes lacked what schema 3 brought', (schema) => {
    const edits = example<Row[]>('edits', schema).map(({ edit }) => edit as { type: string; option: object })
    const options = edits.filter(({ type }) => type === 'option.added')
    expect(options.length).toBeGreaterThan(1)
    for (const edit of options)
      expect(upcastEdit(edit, schema)).toEqual({ ...edit, option: { ...edit.option, hint: '' } })
    const theme = { layout: 'full', accent: '#c0FFee', paper: null, font: 'book', cover: '' }
    const themed = edits.find(({ type }) => type === 'story.theme_set')
    expect(upcastEdit(themed, schema)).toEqual({ type: 'story.theme_set', theme })
  })
})

describe('schema 3', () => {
  it('had no text in groups', () => {
    const document = example<Written & { groups: Record<string, object> }>('document', 3)
    const shore = { ...document.groups['shore'], text: '' }
    expect(upcastDocument(document)).toEqual({ ...document, schema: SCHEMA, groups: { shore } })
  })

  it.each(older)('of schema %s, added and changed groups without', (schema) => {
    const edits = example<Row[]>('edits', schema).flatMap(({ edit, inverse }) => [edit, inverse])
    const held = (edits as { type: string; group: object }[]).filter(({ type }) =>
      /^group\.(added|changed)$/.test(type),
    )
    expect(held.length).toBeGreaterThan(1)
    for (const edit of held) expect(upcastEdit(edit, schema)).toEqual({ ...edit, group: { ...edit.group, text: '' } })
  })
})

describe('a newer schema', () => {
  const newer = SCHEMA + 1
  const sentence = `It is of schema ${newer}; this Fabula reads schemas up to ${SCHEMA}.`

  it('is refused with a sentence', () => {
    expect(() => upcastDocument({ schema: newer })).toThrow(new SchemaTooNew(newer))
    expect(() => upcastScene({}, newer)).toThrow(sentence)
    expect(() => upcastEdit({ type: 'scene.vanished' }, newer)).toThrow(sentence)
    expect(() => parseDocument({ ...current, schema: newer })).toThrow(new DocumentInvalid(sentence))
    expect(() => parseScene(current.scenes['a'], newer)).toThrow(new DocumentInvalid(sentence))
  })
})

it('gives back what is of this schema', () => {
  expect(upcastDocument(current)).toBe(current)
  expect(upcastScene(current.scenes, SCHEMA)).toBe(current.scenes)
  expect(upcastEdit(current, SCHEMA)).toBe(current)
  expect(upcastEdit(null, 1)).toBeNull()
})
