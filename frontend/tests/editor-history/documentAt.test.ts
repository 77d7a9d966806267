import { describe, expect, it } from 'vitest'
import { documentAt } from '../../src/editor/history/documentAt'
import { applyAll } from '../../src/story/edits'
import { apply, canonical, documentJson, editsBetween, newDocument, newScene, type Document } from '../../src/story'
import { allowedEdits } from '../story/drawnEdits'
import { dice, pick } from '../story/vectors'
import { historyOf, type Made } from './history'

function written(document: Document): string {
  return canonical(documentJson(document))
}

/** A history of edits of every kind, drawn by the dice. */
function drawn(seed: number, length: number) {
  const roll = dice(seed)
  const made: Made[] = []
  let document = newDocument('Shore')
  for (let n = 0; n < length; n += 1) {
    const edit = pick(roll, allowedEdits(document, roll))
    document = apply(document, edit)
    made.push({ edit })
  }
  return historyOf(newDocument('Shore'), made)
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('a drawn history (%i)', (seed) => {
  const { edits, documents } = drawn(seed, 60)
  const all = documents.map(written)

  it('is the same from either end, and from anywhere in between', () => {
    for (const from of [0, 17, 42, 60]) {
      const found = documents.map((_, revision) =>
        written(documentAt({ revision: from, document: documents[from] as Document }, edits, revision)),
      )
      expect(found).toEqual(all)
    }
  })

  it('is gone back to by edits', () => {
    const [now, then] = [documents[60] as Document, documents[23] as Document]
    expect(written(applyAll(now, editsBetween(now, then)))).toBe(all[23])
  })
})

it('leaves the document it came from as it was', () => {
  const { edits, documents } = historyOf(newDocument('Shore'), [
    { edit: { type: 'scene.added', scene: newScene('a', { x: 0, y: 0 }, 'A') } },
    { edit: { type: 'scene.removed', scene: 'a' } },
  ])
  const now = documents[2] as Document
  expect(documentAt({ revision: 2, document: now }, edits, 1).scenes.size).toBe(1)
  expect(now.scenes.size).toBe(0)
})
