/** Looking for words in a story: titles, texts, options, endings, notes, tags, pictures' words, and variables. Pure. */
import type { Document as StoryDocument, Option, Scene, SceneId } from '../../../story/model'
import { leaves, variableOf } from '../../../story/references'

export type Field = 'title' | 'text' | 'option' | 'hint' | 'ending' | 'alt' | 'notes' | 'tag' | 'read' | 'set'

/** Where the words were found: within its field, with a little of what stands around them. */
export interface Hit {
  readonly id: string
  readonly scene: SceneId
  readonly field: Field
  readonly before: string
  readonly match: string
  readonly after: string
}

export interface Found {
  /** Of the first scenes, in the story's order; at most `mostHits`. */
  readonly scenes: readonly { readonly scene: Scene; readonly hits: readonly Hit[] }[]
  /** How many scenes hold the words. */
  readonly total: number
}

const MOST_HITS = 100
const MOST_HITS_OF_SCENE = 4
const BEFORE = 24
const AFTER = 72

/** All of a scene's words in one, which says at once that there is nothing. A scene that has changed is another. */
const wholes = new WeakMap<Scene, string>()

/** The scenes that hold these words, in capitals or not. Nothing is found for no words. */
export function findScenes(document: StoryDocument, query: string): Found {
  const words = folded(query.trim())
  const scenes: Found['scenes'][number][] = []
  let total = 0
  let room = MOST_HITS
  if (words === '') return { scenes, total }
  for (const scene of document.scenes.values()) {
    if (!wholeOf(scene).includes(words)) continue
    total += 1
    if (room === 0) continue
    const hits = hitsIn(scene, words).slice(0, Math.min(room, MOST_HITS_OF_SCENE))
    room -= hits.length
    scenes.push({ scene, hits })
  }
  return { scenes, total }
}

/** Read ahead what will be looked through, for as long as there is time; true once all of it is. */
export function readAhead(document: StoryDocument, isTime: () => boolean): boolean {
  for (const scene of document.scenes.values()) {
    if (wholes.has(scene)) continue
    if (!isTime()) return false
    wholeOf(scene)
  }
  return true
}

function hitsIn(scene: Scene, words: string): readonly Hit[] {
  return partsOf(scene).flatMap(([field, text], index) => {
    const at = folded(text).indexOf(words)
    if (at < 0) return []
    const [from, to] = [Math.max(0, at - BEFORE), at + words.length]
    const before = (from > 0 ? '…' : '') + text.slice(from, at).trimStart()
    const after = text.slice(to, to + AFTER) + (to + AFTER < text.length ? '…' : '')
    return [{ id: `${scene.id}:${index}`, scene: scene.id, field, before, match: text.slice(at, to), after }]
  })
}

function wholeOf(scene: Scene): string {
  const known = wholes.get(scene)
  if (known !== undefined) return known
  const whole = folded(
    partsOf(scene)
      .map(([, text]) => text)
      .join('\n'),
  )
  wholes.set(scene, whole)
  return whole
}

function partsOf({ data }: Scene): readonly (readonly [Field, string])[] {
  return [
    ['title', data.title],
    ['text', data.text],
    ...data.options.flatMap((option): [Field, string][] => [
      ['option', option.label],
      ['hint', option.hint],
    ]),
    ['ending', data.ending?.name ?? ''],
    ['alt', data.alt],
    ['notes', data.notes],
    ...data.tags.map((tag): [Field, string] => ['tag', tag]),
    ...unique(data.options.flatMap(readBy)).map((name): [Field, string] => ['read', name]),
    ...unique(data.options.flatMap(({ effects }) => effects.map(variableOf))).map((name): [Field, string] => [
      'set',
      name,
    ]),
  ]
}

/** The variables an option asks about; those its words name are found in the words. */
function readBy({ condition }: Option): readonly string[] {
  return leaves(condition).flatMap((part) => ('var' in part ? [part.var] : []))
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}

/** In small letters, each where it was: what would take more or fewer places stays as it is. */
function folded(text: string): string {
  const small = text.toLowerCase()
  if (small.length === text.length) return small
  return [...text].map((char) => (char.toLowerCase().length === char.length ? char.toLowerCase() : char)).join('')
}
