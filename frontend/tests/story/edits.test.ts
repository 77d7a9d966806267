import { describe, expect, it } from 'vitest'
import {
  apply,
  canonical,
  documentJson,
  EditRefused,
  existencesAbove,
  inverse,
  keys,
  newOption,
  newScene,
  parseDocument,
  type Edit,
} from '../../src/story'
import { allowedEdits } from './drawnEdits'
import { dice, pick, replaced, vectors } from './vectors'
import { applyAll, together } from '../../src/story/edits'

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

describe('edits undone backwards', () => {
  it('leave exactly the document as it was, whatever they were', () => {
    const occurred = new Map<Edit['type'], number>()
    for (let seed = 0; seed < 300; seed += 1) {
      const roll = dice(seed)
      const undo: Edit[] = []
      let now = story
      for (let at = 0; at < 30; at += 1) {
        const edit = pick(roll, allowedEdits(now, roll))
        undo.push(inverse(now, edit))
        now = apply(now, edit)
        occurred.set(edit.type, (occurred.get(edit.type) ?? 0) + 1)
      }
      expect(documentJson(parseDocument(documentJson(now)))).toEqual(documentJson(now))
      now = undo.reduceRight(apply, now)
      expect(canonical(documentJson(now))).toBe(canonical(documentJson(story)))
    }
    expect(new Set(occurred.keys())).toEqual(new Set(cases.map(({ edit }) => edit.type)))
    expect(Math.min(...occurred.values())).toBeGreaterThan(50)
  })
})

describe('many edits applied together', () => {
  const scenes = new Map(Array.from({ length: 3 }, (_, at) => [`s${at}`, newScene(`s${at}`, { x: at, y: 0 })]))
  const three = { ...story, scenes, start: 's0' }
  const moved = (scene: string, x: number): Edit => ({ type: 'scene.moved', scene, position: { x, y: 0 } })

  it('come out as one after the other, and leave what they began with as it was', () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const roll = dice(seed)
      const edits: Edit[] = []
      let now = story
      for (let at = 0; at < 20; at += 1) {
        const edit = pick(roll, allowedEdits(now, roll))
        edits.push(edit)
        now = apply(now, edit)
      }
      expect(documentJson(applyAll(story, edits))).toEqual(documentJson(now))
      expect(documentJson(story)).toEqual(document)
    }
  })

  it('copy a Map once', () => {
    const seen = together(() => {
      const first = apply(three, moved('s0', 10))
      return [
        first.scenes,
        apply(first, moved('s1', 10)).scenes,
        apply(first, { type: 'scene.removed', scene: 's2' }).scenes,
      ]
    })
    expect(new Set(seen).size).toBe(1)
    expect(seen[0]).not.toBe(scenes)
    expect([...scenes.keys(), scenes.get('s0')?.position.x]).toEqual(['s0', 's1', 's2', 0])
    expect(apply(three, moved('s0', 10)).scenes).not.toBe(seen[0])
  })

  it('change nothing where one does not fit', () => {
    expect(() => applyAll(three, [moved('s0', 10), moved('gone', 1), moved('s1', 10)])).toThrow(EditRefused)
    expect([...scenes.values()].map(({ position }) => position.x)).toEqual([0, 1, 2])
    expect(apply(three, moved('s0', 5)).scenes).not.toBe(scenes)
  })
})
