import { describe, expect, it } from 'vitest'
import {
  apply,
  documentJson,
  EditRefused,
  existencesAbove,
  inverse,
  keys,
  newOption,
  newScene,
  parseDocument,
  type Document,
  type Edit,
} from '../../src/story'
import { dice, pick, replaced, vectors } from './vectors'

interface Case {
  readonly edit: Edit
  readonly inverse: Edit
  readonly keys: string[]
  readonly above: string[]
  readonly changes: Record<string, unknown>
}
const { document, cases, refused } = vectors<{
  document: unknown
  cases: Case[]
  refused: { edit: Edit; sentence: string }[]
}>('edits')
const story = parseDocument(document)

describe.each(cases)('$edit.type', ({ edit, inverse: back, keys: changed, above, changes }) => {
  it('changes what it says and nothing else', () => {
    const expected = Object.entries(changes).reduce((held, [place, value]) => replaced(held, place, value), document)
    expect(documentJson(apply(story, edit))).toEqual(expected)
    expect(documentJson(story)).toEqual(document)
  })

  it('has one inverse', () => {
    expect(inverse(story, edit)).toEqual(back)
    const after = apply(story, edit)
    expect(apply(after, back)).toEqual(story)
    expect(apply(story, inverse(after, back))).toEqual(after)
  })

  it('has keys', () => {
    expect(keys(edit)).toEqual(changed)
    expect(existencesAbove(edit)).toEqual(above)
  })
})

describe('an edit that does not fit', () => {
  it.each(refused)('is refused: $edit.type, $sentence', ({ edit, sentence }) => {
    expect(() => apply(story, edit)).toThrow(new EditRefused(sentence))
  })

  it('is refused at a limit', () => {
    const options = Array.from({ length: 20 }, (_, at) => newOption(`o${at}`, ''))
    const scene = newScene('full', { x: 0, y: 0 })
    const full = apply(story, { type: 'scene.added', scene: { ...scene, data: { ...scene.data, options } } })
    const edit: Edit = { type: 'option.added', scene: 'full', option: newOption('more', ''), index: 0 }
    expect(() => apply(full, edit)).toThrow('A scene has at most 20 options.')
    const scenes = new Map(Array.from({ length: 10_000 }, (_, at) => [`s${at}`, { ...scene, id: `s${at}` }]))
    expect(() => apply({ ...story, scenes }, { type: 'scene.added', scene })).toThrow('at most 10,000 scenes.')
  })
})

describe('any edits', () => {
  const ids = ['a', 'b', 'constructor', 'x', 'y', 'z', 'gone', 'new'] as const

  function anyEdit(roll: () => number): Edit {
    const id = () => pick(roll, ids)
    const scene = id()
    const option = id()
    const position = { x: Math.floor(roll() * 9), y: 1 }
    const group = { id: id(), title: id(), colour: '#aabbcc', position, size: { width: 1, height: 1 } }
    const variable = { type: 'number', initial: position.x } as const
    const edits: [Edit, ...Edit[]] = [
      { type: 'story.retitled', title: id() },
      { type: 'story.summarised', summary: id() },
      { type: 'story.language_set', language: 'nl' },
      { type: 'story.start_set', start: id() },
      { type: 'story.theme_set', theme: { layout: 'full', accent: null } },
      { type: 'story.ifid_set', ifid: pick(roll, ['ZCODE-88', null]) },
      { type: 'scene.added', scene: newScene(scene, position) },
      { type: 'scene.removed', scene },
      { type: 'scene.moved', scene, position },
      { type: 'scene.retitled', scene, title: id() },
      { type: 'scene.rewritten', scene, text: id() },
      { type: 'scene.image_set', scene, image: id() },
      { type: 'scene.alt_set', scene, alt: id() },
      { type: 'scene.ending_set', scene, ending: { name: id(), link: null } },
      { type: 'scene.noted', scene, notes: id() },
      { type: 'scene.tagged', scene, tags: [id()] },
      { type: 'option.added', scene, option: newOption(option, id(), id()), index: position.x },
      { type: 'option.removed', scene, option },
      { type: 'option.reordered', scene, order: [id(), option] },
      { type: 'option.relabelled', scene, option, label: id() },
      { type: 'option.retargeted', scene, option, target: id() },
      { type: 'option.condition_set', scene, option, condition: { visited: id() } },
      { type: 'option.effects_set', scene, option, effects: [{ toggle: id() }] },
      { type: 'option.hotspot_set', scene, option, hotspot: null },
      { type: 'option.lock_set', scene, option, when_locked: 'shown' },
      { type: 'variable.added', name: id(), variable },
      { type: 'variable.removed', name: id() },
      { type: 'variable.changed', name: id(), variable },
      { type: 'group.added', group },
      { type: 'group.removed', group: id() },
      { type: 'group.changed', group },
    ]
    return pick(roll, edits)
  }

  function applied(before: Document, edit: Edit): Document | null {
    try {
      return apply(before, edit)
    } catch (refusal) {
      expect(refusal).toBeInstanceOf(EditRefused)
      return null
    }
  }

  it('undone backwards leave the document as it was', () => {
    let stood = 0
    for (let seed = 0; seed < 300; seed += 1) {
      const roll = dice(seed)
      const undo: Edit[] = []
      let now = story
      for (let at = 0; at < 30; at += 1) {
        const edit = anyEdit(roll)
        const after = applied(now, edit)
        if (after === null) continue
        undo.push(inverse(now, edit))
        now = after
      }
      stood += undo.length
      now = undo.reduceRight(apply, now)
      expect(now).toEqual(story)
    }
    expect(stood).toBeGreaterThan(3000)
  })
})
