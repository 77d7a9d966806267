/** A draft's history as its creator looks at it: sittings and marks, moment by moment. Pure. */
import type { HistoricEdit } from '../story/draft/saveQueue'

/** An edit with when it was made (RFC 3339). */
export interface TimedEdit extends HistoricEdit {
  readonly at: string
}

/** Characters of a moment's name that the server takes. */
export const LONGEST_NAME = 100

/** Edits of one creator without a long pause, as far as the next mark. */
export interface Sitting {
  readonly by: string | null
  /** The revisions its first and its last edit made. */
  readonly from: number
  readonly to: number
  readonly began: string
  readonly ended: string
  /** Oldest first. */
  readonly edits: readonly TimedEdit[]
}

/** A moment with a name of its own. */
export type Mark =
  | { readonly kind: 'version'; readonly revision: number; readonly at: string; readonly number: number }
  | {
      readonly kind: 'checkpoint'
      readonly revision: number
      readonly at: string
      readonly id: string
      readonly name: string
      readonly by: string | null
    }

/** One line of the timeline; each is a moment to look at. */
export type Row = {
  readonly key: string
  readonly revision: number
  /** When the story was so; of its beginning nothing is known. */
  readonly at: string | null
} & (
  | { readonly kind: 'sitting'; readonly sitting: Sitting }
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'beginning' }
)

/** A pause this long ends a sitting. */
export const PAUSE_MS = 30 * 60_000

/** The sittings of edits, oldest first like them. A mark's revision ends one, so that both are moments of their own. */
export function sittingsOf(edits: readonly TimedEdit[], marked: ReadonlySet<number> = new Set()): Sitting[] {
  const groups: TimedEdit[][] = []
  for (const edit of edits) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group && last && !marked.has(last.revision) && goesOn(last, edit)) group.push(edit)
    else groups.push([edit])
  }
  return groups.map(sittingOf)
}

/**
 * The timeline, newest first: each mark above the sitting that leads to it. `whole` says that the edits are all there
 * are; marks of moments before the first of the edits come with the edits around them.
 */
export function rowsOf(edits: readonly TimedEdit[], marks: readonly Mark[], whole: boolean): Row[] {
  const revisions = new Set(marks.map(({ revision }) => revision))
  const times = new Map(edits.map(({ revision, at }) => [revision, at]))
  const oldest = whole ? 0 : (edits[0]?.revision ?? Infinity)
  const rows: Row[] = [
    ...marks.filter(({ revision }) => revision >= oldest).map((mark) => rowOf(mark, times)),
    ...sittingsOf(edits, revisions).map((sitting): Row => ({
      kind: 'sitting',
      key: `sitting ${sitting.to}`,
      revision: sitting.to,
      at: sitting.ended,
      sitting,
    })),
    ...(whole ? [{ kind: 'beginning', key: 'beginning', revision: 0, at: null } as const] : []),
  ]
  return rows.sort((one, other) => other.revision - one.revision || standing(one) - standing(other))
}

function goesOn(last: TimedEdit, edit: TimedEdit): boolean {
  return last.by === edit.by && Date.parse(edit.at) - Date.parse(last.at) < PAUSE_MS
}

function sittingOf(edits: readonly TimedEdit[]): Sitting {
  const [first, last] = [edits[0] as TimedEdit, edits.at(-1) as TimedEdit]
  return { by: first.by, from: first.revision, to: last.revision, began: first.at, ended: last.at, edits }
}

/** A name may have been given long after its moment. */
function rowOf(mark: Mark, times: ReadonlyMap<number, string>): Row {
  const { kind, revision } = mark
  if (kind === 'version') return { kind: 'mark', key: `version ${mark.number}`, revision, at: mark.at, mark }
  return { kind: 'mark', key: `checkpoint ${mark.id}`, revision, at: times.get(revision) ?? mark.at, mark }
}

/** Of one moment, what was named of it last stands above, and what led to it below. */
function standing(row: Row): number {
  if (row.kind === 'beginning') return 2
  return row.kind === 'sitting' ? 1 : -Date.parse(row.mark.at) / 1e15
}
