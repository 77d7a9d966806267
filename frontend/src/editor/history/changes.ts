/** A difference between two documents, put in order for reading: what came, went and changed, scene by scene. Pure. */
import type { Change } from '../../story/difference'

/** What an account of a difference needs of a change; the server's and our own have it alike. */
export type ToldChange = Pick<Change, 'what' | 'how' | 'scene' | 'id' | 'title'> & {
  readonly fields: readonly { readonly field: string }[]
}

/** One thing that is otherwise than it was; a scene with all that is different in it. */
export interface ChangedThing<C extends ToldChange = ToldChange> {
  readonly what: 'story' | 'variable' | 'group' | 'scene'
  readonly how: 'added' | 'removed' | 'changed'
  /** The scene's id, the variable's name or the group's id; null for the story. */
  readonly id: string | null
  readonly title: string
  /** What changed in the thing itself; null where only options of it did. */
  readonly change: C | null
  /** What changed in its options, each by itself. */
  readonly options: readonly C[]
}

export interface ChangeCounts {
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly variables: number
  readonly groups: number
  readonly story: boolean
}

const FIELDS = [
  'title',
  'text',
  'image',
  'alt',
  'ending',
  'notes',
  'tags',
  'position',
  'order',
  'options',
  'label',
  'target',
  'condition',
  'effects',
  'hotspot',
  'when_locked',
  'hint',
  'summary',
  'language',
  'start',
  'theme',
  'reveal_choices',
  'type',
  'initial',
  'colour',
  'size',
] as const

/** A field there are words for; `other` for one that a newer server tells of. */
export type NamedField = (typeof FIELDS)[number] | 'other'

/** Under which of the catalogue's words a field goes. */
export function namedField(field: string): NamedField {
  return FIELDS.find((known) => known === field) ?? 'other'
}

/** What of a story no creator knows of: other tools tell it from others by this id. */
const UNTOLD = 'ifid'

/** The changes as things, in their order, options gathered in the scene they are in. */
export function thingsOf<C extends ToldChange>(
  changes: readonly C[],
  titleOf: (scene: string) => string,
): ChangedThing<C>[] {
  const things = new Map<string, ChangedThing<C>>()
  for (const change of changes.flatMap(toldOf)) {
    const { what, how, scene, id, title } = change
    if (what === 'option') {
      const key = `scene ${scene}`
      const of = things.get(key) ?? {
        what: 'scene',
        how: 'changed',
        id: scene,
        title: titleOf(scene ?? ''),
        change: null,
        options: [],
      }
      things.set(key, { ...of, options: [...of.options, change] })
    } else things.set(`${what} ${id}`, { what, how, id, title, change, options: [] })
  }
  return [...things.values()]
}

function toldOf<C extends ToldChange>(change: C): C[] {
  if (change.what !== 'story') return [change]
  const fields = change.fields.filter(({ field }) => field !== UNTOLD)
  return fields.length > 0 ? [{ ...change, fields }] : []
}

export function countThings(things: readonly ChangedThing[]): ChangeCounts {
  const scenes = (how: ChangedThing['how']) => things.filter((one) => one.what === 'scene' && one.how === how).length
  const all = (what: ChangedThing['what']) => things.filter((one) => one.what === what).length
  return {
    added: scenes('added'),
    removed: scenes('removed'),
    changed: scenes('changed'),
    variables: all('variable'),
    groups: all('group'),
    story: all('story') > 0,
  }
}
