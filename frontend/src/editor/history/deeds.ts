/** What a creator did in a sitting, counted: pure. `useDeedWords` says it. */
import type { Edit } from '../../story/edits'
import type { TimedEdit } from './timeline'

/** Kinds of work that are told by how many scenes they were in. */
export type Work = 'wrote' | 'pictures' | 'paths' | 'rules' | 'endings' | 'moved'

export interface Deeds {
  /** Titles of scenes that are there after it and were not before, and the other way round. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly in: Readonly<Record<Work, number>>
  readonly variables: number
  readonly groups: number
  readonly story: boolean
  /** Actions taken back or done again. */
  readonly tookBack: number
}

const WORK: Partial<Readonly<Record<Edit['type'], Work>>> = {
  'scene.retitled': 'wrote',
  'scene.rewritten': 'wrote',
  'scene.alt_set': 'wrote',
  'scene.noted': 'wrote',
  'scene.tagged': 'wrote',
  'option.relabelled': 'wrote',
  'option.hint_set': 'wrote',
  'scene.image_set': 'pictures',
  'option.hotspot_set': 'pictures',
  'option.added': 'paths',
  'option.removed': 'paths',
  'option.reordered': 'paths',
  'option.retargeted': 'paths',
  'option.condition_set': 'rules',
  'option.effects_set': 'rules',
  'option.lock_set': 'rules',
  'scene.ending_set': 'endings',
  'scene.moved': 'moved',
}

/** What the edits, oldest first, come to. What was taken back counts as taken back, not as done once more. */
export function deedsOf(edits: readonly TimedEdit[], titleOf: (scene: string) => string | undefined): Deeds {
  const there = new Map<string, { readonly before: boolean; after: boolean; title: string }>()
  const works: Record<Work, Set<string>> = {
    wrote: new Set(),
    pictures: new Set(),
    paths: new Set(),
    rules: new Set(),
    endings: new Set(),
    moved: new Set(),
  }
  const [variables, groups, undone] = [new Set<string>(), new Set<string>(), new Set<string>()]
  let story = false
  for (const { edit, inverse, action, undoes } of edits) {
    if (edit.type === 'scene.added') follow(there, edit.scene.id, true, edit.scene.data.title)
    if (edit.type === 'scene.removed')
      follow(there, edit.scene, false, inverse.type === 'scene.added' ? inverse.scene.data.title : '')
    if (undoes !== null) {
      undone.add(action)
      continue
    }
    const work = WORK[edit.type]
    if (work !== undefined && 'scene' in edit && typeof edit.scene === 'string') works[work].add(edit.scene)
    else if ('variable' in edit || edit.type === 'variable.removed') variables.add(edit.name)
    else if ('group' in edit) groups.add(typeof edit.group === 'string' ? edit.group : edit.group.id)
    else if (edit.type.startsWith('story.')) story = true
  }
  const came = [...there].filter(([, { before, after }]) => !before && after)
  const went = [...there].filter(([, { before, after }]) => before && !after)
  const gone = new Set([...there].filter(([, { after }]) => !after).map(([scene]) => scene))
  const still = (scenes: ReadonlySet<string>): number => [...scenes].filter((scene) => !gone.has(scene)).length
  return {
    added: came.map(([scene, { title }]) => titleOf(scene) ?? title),
    removed: went.map(([, { title }]) => title),
    in: {
      wrote: still(works.wrote),
      pictures: still(works.pictures),
      paths: still(works.paths),
      rules: still(works.rules),
      endings: still(works.endings),
      moved: still(works.moved),
    },
    variables: variables.size,
    groups: groups.size,
    story,
    tookBack: undone.size,
  }
}

function follow(
  there: Map<string, { readonly before: boolean; after: boolean; title: string }>,
  scene: string,
  after: boolean,
  title: string,
): void {
  const before = there.get(scene)?.before ?? !after
  there.set(scene, { before, after, title })
}

/** Whose edits they are besides one's own: how many of each account, `null` for accounts that are gone. */
export function othersIn(edits: readonly TimedEdit[], account: string | null): ReadonlyMap<string | null, number> {
  const counts = new Map<string | null, number>()
  for (const { by } of edits) if (by === null || by !== account) counts.set(by, (counts.get(by) ?? 0) + 1)
  return counts
}
