/**
 * Looking for words in a story: titles, texts, options, endings, notes, tags, pictures' words, and variables; and those of
 * groups and of notes on the map. Pure.
 */
import type { Document as StoryDocument, Group, GroupId, Option, Scene, SceneId } from '../../../story/model'
import { leaves, variableOf } from '../../../story/references'

type SceneField = 'title' | 'text' | 'option' | 'hint' | 'ending' | 'alt' | 'notes' | 'tag' | 'read' | 'set'
export type Field = SceneField | 'group' | 'note'

/** What is gone to. */
export type Spot = { readonly scene: SceneId } | { readonly group: GroupId }

/** Where the words were found: within its field, with a little of what stands around them. */
export interface Hit {
  readonly id: string
  readonly spot: Spot
  readonly field: Field
  readonly before: string
  readonly match: string
  readonly after: string
}

/** Something with the words in it: a scene, a group or a note. */
export interface Place {
  readonly id: string
  readonly title: string
  readonly kind: 'scene' | 'group' | 'note'
  readonly hits: readonly Hit[]
}

export interface Found {
  /** The first scenes in the story's order, then the first groups and notes; at most `MOST_HITS` of either. */
  readonly places: readonly Place[]
  /** How many there are that hold the words. */
  readonly total: number
}

const MOST_HITS = 100
const MOST_HITS_OF_PLACE = 4
const BEFORE = 24
const AFTER = 72

type Thing = Scene | Group
type Parts = readonly (readonly [Field, string])[]

/** All of a thing's words in one, which says at once that there is nothing. One that has changed is another. */
const wholes = new WeakMap<Thing, string>()

/** The scenes, groups and notes that hold these words, in capitals or not. Nothing is found for no words. */
export function findWords(document: StoryDocument, query: string): Found {
  const words = folded(query.trim())
  if (words === '') return { places: [], total: 0 }
  const scenes = placesAmong(document.scenes.values(), words, ({ id, data: { title } }) => {
    return { id, title, kind: 'scene', spot: { scene: id } }
  })
  const groups = placesAmong(document.groups.values(), words, (group) => {
    const { id, title } = group
    return { id: `group ${id}`, title, kind: kindOf(group), spot: { group: id } }
  })
  return { places: [...scenes.places, ...groups.places], total: scenes.total + groups.total }
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

function placesAmong<T extends Thing>(
  things: Iterable<T>,
  words: string,
  placeOf: (thing: T) => Omit<Place, 'hits'> & { readonly spot: Spot },
): Found {
  const places: Place[] = []
  let [total, room] = [0, MOST_HITS]
  for (const thing of things) {
    if (!wholeOf(thing).includes(words)) continue
    total += 1
    if (room === 0) continue
    const { spot, ...place } = placeOf(thing)
    const hits = hitsIn(partsOf(thing), place.id, spot, words).slice(0, Math.min(room, MOST_HITS_OF_PLACE))
    room -= hits.length
    places.push({ ...place, hits })
  }
  return { places, total }
}

function hitsIn(parts: Parts, id: string, spot: Spot, words: string): readonly Hit[] {
  return parts.flatMap(([field, text], index) => {
    const at = folded(text).indexOf(words)
    if (at < 0) return []
    const [from, to] = [Math.max(0, at - BEFORE), at + words.length]
    const before = (from > 0 ? '…' : '') + text.slice(from, at).trimStart()
    const after = text.slice(to, to + AFTER) + (to + AFTER < text.length ? '…' : '')
    return [{ id: `${id}:${index}`, spot, field, before, match: text.slice(at, to), after }]
  })
}

function wholeOf(thing: Thing): string {
  const known = wholes.get(thing)
  if (known !== undefined) return known
  const whole = folded(
    partsOf(thing)
      .map(([, text]) => text)
      .join('\n'),
  )
  wholes.set(thing, whole)
  return whole
}

function partsOf(thing: Thing): Parts {
  return 'data' in thing ? sceneParts(thing) : [thing.title, thing.text].map((words) => [kindOf(thing), words])
}

/** What has words in it besides its title is a note. */
function kindOf({ text }: Group): 'group' | 'note' {
  return text === '' ? 'group' : 'note'
}

function sceneParts({ data }: Scene): Parts {
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
