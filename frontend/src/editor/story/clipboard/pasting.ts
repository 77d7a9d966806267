/** What pasting means as edits. Pure: ids come in. */
import { documentJson } from '../../../story/documentJson'
import type { Edit } from '../../../story/edits'
import {
  MAX_DOCUMENT_BYTES,
  MAX_GROUPS,
  MAX_SCENES,
  MAX_TEXT,
  MAX_VARIABLES,
  newScene,
  type Document as StoryDocument,
  type GroupId,
  type Option,
  type Position,
  type Scene,
  type SceneId,
  type VariableName,
} from '../../../story/model'
import { CARD_HEIGHT, CARD_WIDTH } from '../canvas/cardShape'
import type { NewId } from '../draft/plans'
import { inWords, renamedOption, type Names } from '../draft/renaming'
import type { Portable } from './portable'
import { roomBeside } from './roomBeside'

/** Why it cannot be done. */
export type Objection = 'nothing' | 'scenes' | 'variables' | 'groups' | 'bytes'

export interface Pasting {
  readonly edits: readonly Edit[]
  /** The new scenes, in the order of the old. */
  readonly scenes: readonly SceneId[]
  readonly groups: readonly GroupId[]
  /** Variables that the story has for something else, and what they are called now. */
  readonly renamed: ReadonlyMap<VariableName, VariableName>
  /** How many pictures stay behind, because they are another story's. */
  readonly picturesLeft: number
}

/** Where things go: the middle of all of them, or so far from where they were. */
export type Where = { readonly around: Position } | { readonly by: Position }

/**
 * Put these scenes into the story.
 *
 * They get new ids. Their links and conditions among each other hold for the new ones; a link to any other scene holds
 * where the story has such a scene, and is cut where not. A variable that the story lacks is added, and one that it has
 * with another type gets another name wherever the scenes name it. The first scene of an empty story is its start.
 */
export function planPaste(
  document: StoryDocument,
  story: string,
  portable: Portable,
  newId: NewId,
  where: Where,
): Pasting | Objection {
  const { scenes, groups } = portable
  if (scenes.length === 0 && groups.length === 0) return 'nothing'
  if (document.scenes.size + scenes.length > MAX_SCENES) return 'scenes'
  const variables = planVariables(document, portable)
  if (document.variables.size + variables.added.length > MAX_VARIABLES) return 'variables'
  const ids = new Map(scenes.map(({ id }) => [id, newId()]))
  const by = 'by' in where ? where.by : byAround(scenes.length > 0 ? scenes : groups, where.around)
  const own = portable.story === story
  const shared: Meaning = { ids, document, names: variables.renamed, by, own }
  const pasted = scenes.map((scene) => movedOver(scene, shared))
  const room = Math.max(0, MAX_GROUPS - document.groups.size)
  if (scenes.length === 0 && room === 0) return 'groups'
  const framed = groups.slice(0, room).map((group) => ({ ...group, id: newId(), position: plus(group.position, by) }))
  const edits: Edit[] = [
    ...variables.added,
    ...pasted.map((scene): Edit => ({ type: 'scene.added', scene })),
    ...framed.map((group): Edit => ({ type: 'group.added', group })),
  ]
  const [first] = pasted
  if (document.scenes.size === 0 && first) edits.push({ type: 'story.start_set', start: first.id })
  if (bytesOf(documentJson(document)) + bytesOf(edits) > MAX_DOCUMENT_BYTES) return 'bytes'
  const picturesLeft = own ? 0 : scenes.filter(({ data }) => data.image !== '').length
  const [sceneIds, groupIds] = [pasted.map(({ id }) => id), framed.map(({ id }) => id)]
  return { edits, scenes: sceneIds, groups: groupIds, renamed: variables.renamed, picturesLeft }
}

/**
 * Put the same once more beside what is there: of a group, its frame and its scenes, where nothing else lies.
 *
 * Scenes that lay in both frames would go along with either.
 */
export function planDuplicate(
  document: StoryDocument,
  story: string,
  portable: Portable,
  group: GroupId | null,
  newId: NewId,
): Pasting | Objection {
  const [framed] = portable.groups
  if (group === null || !framed) return planPaste(document, story, { ...portable, groups: [] }, newId, { by: BESIDE })
  const by = portable.scenes.length > 0 ? roomBeside(document, framed) : BESIDE
  return planPaste(document, story, { ...portable, groups: [framed] }, newId, { by })
}

/** A scene of words that come from elsewhere; what a text cannot hold is left out of them. */
export function planText(document: StoryDocument, text: string, newId: NewId, position: Position): Pasting | Objection {
  const words = [
    ...text
      .replace(/\r\n?/g, '\n')
      .replace(/[\0\p{Surrogate}]/gu, '')
      .trim(),
  ]
    .slice(0, MAX_TEXT)
    .join('')
  if (words === '') return 'nothing'
  const empty = newScene('text', position)
  const scene = { ...empty, data: { ...empty.data, text: words } }
  const portable: Portable = { story: '', scenes: [scene], variables: new Map(), groups: [] }
  return planPaste(document, '', portable, newId, { by: { x: 0, y: 0 } })
}

interface Meaning {
  readonly ids: ReadonlyMap<SceneId, SceneId>
  readonly document: StoryDocument
  readonly names: ReadonlyMap<VariableName, VariableName>
  readonly by: Position
  readonly own: boolean
}

function movedOver(scene: Scene, meaning: Meaning): Scene {
  const { data } = scene
  return {
    ...scene,
    id: meaning.ids.get(scene.id) ?? scene.id,
    position: plus(scene.position, meaning.by),
    data: {
      ...data,
      text: inWords(data.text, meaning.names),
      image: meaning.own ? data.image : '',
      options: data.options.map((option) => optionOver(option, meaning)),
    },
  }
}

function optionOver(option: Option, { ids, document, names }: Meaning): Option {
  const { target } = option
  const there = target !== null && document.scenes.has(target) ? target : null
  return {
    ...renamedOption(option, names, ids),
    target: ids.get(target ?? '') ?? there,
  }
}

function planVariables(document: StoryDocument, { variables }: Portable): { added: Edit[]; renamed: Names } {
  const renamed = new Map<VariableName, VariableName>()
  const added: Edit[] = []
  const taken = new Set([...document.variables.keys(), ...variables.keys()])
  for (const [name, variable] of variables) {
    const there = document.variables.get(name)
    if (there?.type === variable.type) continue
    const called = there ? freeName(name, taken) : name
    taken.add(called)
    if (there) renamed.set(name, called)
    added.push({ type: 'variable.added', name: called, variable })
  }
  return { added, renamed }
}

/** `coins-2` where there are coins already. */
function freeName(name: VariableName, taken: ReadonlySet<VariableName>): VariableName {
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`
    const free = name.slice(0, 64 - ending.length) + ending
    if (!taken.has(free)) return free
  }
}

function byAround(things: readonly { readonly position: Position }[], around: Position): Position {
  const xs = things.map(({ position }) => position.x)
  const ys = things.map(({ position }) => position.y)
  const middle = (values: readonly number[]) =>
    values.reduce((a, b) => Math.min(a, b)) / 2 + values.reduce((a, b) => Math.max(a, b)) / 2
  return { x: Math.round(around.x - middle(xs)), y: Math.round(around.y - middle(ys)) }
}

function plus(a: Position, b: Position): Position {
  return { x: a.x + b.x, y: a.y + b.y }
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length
}

/** How far a duplicate lies from what it is one of, and on it. */
const BESIDE: Position = { x: Math.round(CARD_WIDTH / 4), y: Math.round(CARD_HEIGHT / 4) }
