/** Small documents and hand-written fakes for the story screen's tests. */
import type { Edit, SentEdit } from '../../src/story/edits'
import { newDocument, newOption, newScene, type Document as StoryDocument, type Scene } from '../../src/story/model'
import { apply, inverse } from '../../src/story/edits'
import { documentJson } from '../../src/story/documentJson'
import type { Kept, KeptChange, KeptEdits } from '../../src/editor/story/draft/keptEdits'
import { bearsOn, type ConflictAnswer, type SendAnswer } from '../../src/editor/story/draft/pending'
import type { DraftPage } from '../../src/editor/story/draft/loadDraft'
import type { DraftApi } from '../../src/editor/story/draft/restoreDraft'
import { CallFailed, type FailureKind, type HistoricEdit } from '../../src/editor/story/draft/saveQueue'

export function sceneAt(id: string, x: number, y: number, targets: readonly (string | null)[] = []): Scene {
  const scene = newScene(id, { x, y }, id.toUpperCase())
  const options = targets.map((target, index) => newOption(`${id}${index}`, `Go ${index}`, target))
  return { ...scene, data: { ...scene.data, options } }
}

export function storyOf(...scenes: readonly Scene[]): StoryDocument {
  return {
    ...newDocument('A story'),
    start: scenes[0]?.id ?? null,
    scenes: new Map(scenes.map((each) => [each.id, each])),
  }
}

export function retitled(scene: string, title: string): Edit {
  return { type: 'scene.retitled', scene, title }
}

/** Who works in a newer release. */
const NEWER = 'newer'

/** A server in memory: accepts everything in order but what conflicts, unless told to fail or to refuse. */
export class FakeServer implements DraftApi {
  readonly recorded: HistoricEdit[] = []
  readonly batches: (readonly SentEdit[])[] = []
  /** What the next calls fail with, one each. */
  failures: (FailureKind | 'answer-lost')[] = []
  refusing: (edit: Edit) => string | null = () => null
  /** What an answer waits for. */
  slow: Promise<void> = Promise.resolve()

  /** How long an answer takes after all was recorded. */
  takes: () => Promise<void> = () => Promise.resolve()

  constructor(public document: StoryDocument) {}

  get revision(): number {
    return this.recorded.length
  }

  /** Somebody else's edit. */
  theirs(edit: Edit): void {
    this.record({ id: `theirs-${this.revision}`, base: this.revision, edit }, 'them')
  }

  /** Somebody's edit of a kind that only a newer release has. */
  newer(edit: { readonly type: string; readonly scene?: string }): void {
    const id = `theirs-${this.revision}`
    const [of, part] = [edit as never, { action: id, undoes: null, by: NEWER }]
    this.recorded.push({ id, revision: this.revision + 1, edit: of, inverse: of, ...part })
  }

  account(): Promise<string> {
    return Promise.resolve('me')
  }

  /** What was asked to be taken back, and by which action. */
  readonly undone: (readonly [action: string, by: string])[] = []

  undo(action: string, by: string): Promise<'done' | 'nothing' | 'overtaken'> {
    this.undone.push([action, by])
    const failure = this.failures.shift()
    if (failure && failure !== 'answer-lost') return Promise.reject(new CallFailed(failure))
    const own = this.recorded.filter((each) => each.action === action)
    const since = this.recorded.slice(own.at(-1)?.revision ?? 0).filter((each) => each.by !== 'me')
    if (
      own.some(({ edit }) =>
        bearsOn(
          since.map((each) => each.edit),
          edit,
        ),
      )
    )
      return Promise.resolve('overtaken')
    own.toReversed().forEach(({ id, inverse: edit }) => {
      this.record({ id: `${id}-${by}`, base: this.revision, edit, action: by, undoes: action }, 'me')
    })
    return failure ? Promise.reject(new CallFailed('lost')) : Promise.resolve('done')
  }

  /** One scene a page, as a large story would come. */
  page(after: string | null): Promise<DraftPage> {
    const { scenes, ...story } = documentJson(this.document)
    const ids = Object.keys(scenes)
    const index = after === null ? 0 : ids.indexOf(after) + 1
    const next = index + 1 < ids.length ? (ids[index] ?? null) : null
    const page = { revision: this.revision, story, scenes: Object.values(scenes).slice(index, index + 1), next }
    return Promise.resolve(page as DraftPage)
  }

  async send(edits: readonly SentEdit[]): Promise<SendAnswer> {
    this.batches.push(edits)
    await this.slow
    const failure = this.failures.shift()
    if (failure && failure !== 'answer-lost') throw new CallFailed(failure)
    const refusal = edits.map((each) => this.refusing(each.edit)).find((sentence) => sentence !== null)
    if (refusal) throw new CallFailed('refused', refusal)
    const answer = this.take(edits)
    await this.takes()
    if (failure) throw new CallFailed('lost')
    return answer
  }

  since(revision: number): Promise<{ revision: number; edits: readonly HistoricEdit[] }> {
    return Promise.resolve({ revision: this.revision, edits: this.recorded.slice(revision) })
  }

  private take(edits: readonly SentEdit[]): SendAnswer {
    const accepted: { id: string; revision: number }[] = []
    const conflicts: ConflictAnswer[] = []
    for (const sent of edits) {
      const since = this.recorded.slice(sent.base).filter(({ by }) => by === 'them')
      const against = since.findLast((each) => bearsOn([each.edit], sent.edit))
      if (against) conflicts.push({ id: sent.id, key: 'key', detail: 'Changed meanwhile.', theirs: against.edit })
      else accepted.push({ id: sent.id, revision: this.record(sent, 'me') })
    }
    return { revision: this.revision, accepted, conflicts }
  }

  /** The revision of an edit; that of its first arrival when it comes again. */
  private record({ id, edit, action = id, undoes = null }: SentEdit, by: string): number {
    const known = this.recorded.find((each) => each.id === id)
    if (known) return known.revision
    const back = inverse(this.document, edit)
    this.document = apply(this.document, edit)
    this.recorded.push({ id, revision: this.revision + 1, edit, inverse: back, action, undoes, by })
    return this.revision
  }
}

/** What a browser keeps, in memory; `broken` refuses to. */
export class FakeKept implements KeptEdits {
  pending = new Map<string, SentEdit>()
  unsettled: Kept['unsettled'] = []
  broken = false

  load(): Promise<Kept> {
    return Promise.resolve({ pending: [...this.pending.values()], unsettled: this.unsettled })
  }

  save(_story: string, { pending = [], unsettled = [], dropped = [] }: KeptChange): Promise<void> {
    if (this.broken) return Promise.reject(new Error('no room'))
    for (const id of dropped) {
      this.pending.delete(id)
      this.unsettled = this.unsettled.filter((each) => each.sent.id !== id)
    }
    for (const each of pending) this.pending.set(each.id, each)
    for (const each of unsettled) this.pending.delete(each.sent.id)
    this.unsettled = [...this.unsettled, ...unsettled]
    return Promise.resolve()
  }
}

/** Timers that run when told. */
export class FakeClock {
  private waiting: { ms: number; run: () => void }[] = []

  get pauses(): number[] {
    return this.waiting.map(({ ms }) => ms)
  }

  later = (ms: number, run: () => void): (() => void) => {
    const timer = { ms, run }
    this.waiting.push(timer)
    return () => void (this.waiting = this.waiting.filter((each) => each !== timer))
  }

  /** Run what is due next, and everything that follows from it at once. */
  async next(): Promise<void> {
    const due = this.waiting.shift()
    due?.run()
    await settle()
  }
}

/** Let every promise that can resolve do so. */
export async function settle(): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 0))
}
