/**
 * Carries a draft's edits to the server: kept in the browser first, sent in order in batches, sent again after a
 * failure. It owns the DraftState and tells every change of it; rules are in `pending.ts`, I/O comes in as ports.
 */
import type { Edit, SentEdit } from '../../../story/edits'
import type { Document as StoryDocument } from '../../../story/model'
import { UnknownEdit } from '../../../story/unknownEdit'
import type { KeptEdits } from './keptEdits'
import {
  answered,
  baseFor,
  bearing,
  edited,
  recorded,
  refused,
  settled,
  type DraftState,
  type PartOf,
  type RecordedEdit,
  type SendAnswer,
} from './pending'

/**
 * How a call to the server failed. `lost`: nobody knows what the server did, or it was busy; send again. `outdated`: it
 * answers with what only a newer release of this page understands.
 */
export type FailureKind = 'lost' | 'signed-out' | 'missing' | 'refused' | 'outdated'

export class CallFailed extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly sentence = '',
  ) {
    super(sentence || kind)
  }
}

/** An edit of the draft's history, with all that is kept of it. */
export interface HistoricEdit extends RecordedEdit {
  readonly inverse: Edit
  readonly action: string
  readonly undoes: string | null
  /** The account that made it; null where that is gone. */
  readonly by: string | null
}

export interface EditsApi {
  /** Raises CallFailed. */
  send(edits: readonly SentEdit[]): Promise<SendAnswer>
  /** Every edit after `revision`, oldest first. Raises CallFailed. */
  since(revision: number): Promise<{ revision: number; edits: readonly HistoricEdit[] }>
}

export type Connection = 'good' | Exclude<FailureKind, 'refused'>

export interface SavePorts {
  readonly storyId: string
  readonly api: EditsApi
  readonly kept: KeptEdits
  newId(): string
  /** Run once after `ms` milliseconds; the answer cancels it. */
  later(ms: number, run: () => void): () => void
  /** Make edits of what is being typed, before the document changes beneath it. */
  commitTyping(): void
  /** `kept` is false where the browser refused to keep what is pending. */
  changed(state: DraftState, connection: Connection, kept: boolean): void
  /** This creator made edits, the first of them on `before`. */
  added(edits: readonly SentEdit[], before: StoryDocument): void
  /** Others' edits came in. */
  overtook(edits: readonly HistoricEdit[]): void
}

const BATCH = 100
/** Characters of edits in a batch, of which the server takes a megabyte. */
const BATCH_CHARACTERS = 250_000
const GATHER_MS = 250
/** How long sending waits for a browser that neither keeps nor refuses. */
const KEEPING_MS = 2_000
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

export class SaveQueue {
  #connection: Connection = 'good'
  #sending = false
  #stopped = false
  #failures = 0
  #batch = BATCH
  #cancelTimer: (() => void) | null = null
  #keeping: Promise<void> = Promise.resolve()
  /** Edits that the browser was to keep and has not yet, or would not. */
  readonly #unkept = new Set<string>()
  /** Whether it did the last time; a browser that refused is not trusted before it has kept all there is. */
  #browserKeeps = true

  constructor(
    private readonly ports: SavePorts,
    private state: DraftState,
  ) {
    if (state.pending.length > 0) this.#sendIn(0)
  }

  get current(): DraftState {
    return this.state
  }

  /** Whether a closed tab would lose edits now: not taken by the server, and not yet kept in the browser. */
  get atRisk(): boolean {
    const { pending, unsettled } = this.state
    return [...pending, ...unsettled.map(({ sent }) => sent)].some(({ id }) => this.#unkept.has(id))
  }

  /** Apply edits at once and queue them. Raises EditRefused, and then none of them is applied. */
  add(edits: readonly Edit[], part?: PartOf): void {
    const { document } = this.state
    const sent = edits.map((edit): SentEdit => ({
      id: this.ports.newId(),
      base: baseFor(this.state, edit),
      edit,
      ...part,
    }))
    this.#become(edited(this.state, sent))
    this.ports.added(sent, document)
    this.#keep({ pending: sent })
    if (this.#failures === 0) this.#sendIn(GATHER_MS)
  }

  /** Try now, whatever the backoff says (the network came back, the creator pressed "try again"). */
  retryNow(): void {
    if (this.#connection === 'signed-out' || this.#connection === 'missing') this.#connection = 'good'
    this.#sendIn(0)
  }

  /** Resolves once nothing is pending; false when the server cannot be reached or has objections. */
  async flushed(): Promise<boolean> {
    while (this.state.pending.length > 0 && !this.#stopped) {
      if (this.#sending) await new Promise<void>((resolve) => this.ports.later(50, resolve))
      else await this.#send()
      if (this.#failures > 0) return false
    }
    return this.state.unsettled.length === 0
  }

  /** Read what others have done since. Raises CallFailed. */
  async catchUp(): Promise<void> {
    const { revision, edits } = await this.ports.api.since(this.state.revision)
    this.ports.commitTyping()
    try {
      this.#takeIn(edits, revision)
    } catch (error) {
      if (!(error instanceof UnknownEdit)) throw error
      this.#connect('outdated')
      throw new CallFailed('outdated')
    }
    // The answer to the last that was pending may have been lost: it is found here, and nothing is left to try again.
    if (this.state.pending.length === 0) this.#reached()
  }

  /** Settle an edit the server did not take: send it again over theirs, or let it go. Raises EditRefused as `add`. */
  settle(id: string, choice: 'mine' | 'theirs'): void {
    const unsettled = this.state.unsettled.find((each) => each.sent.id === id)
    if (!unsettled) return
    if (choice === 'mine') this.add([unsettled.sent.edit])
    this.#become(settled(this.state, id))
    this.#keep({ dropped: [id] })
  }

  stop(): void {
    this.#stopped = true
    this.#cancelTimer?.()
  }

  #sendIn(ms: number): void {
    if (this.#stopped || this.#sending) return
    this.#cancelTimer?.()
    this.#cancelTimer = this.ports.later(ms, () => void this.#send())
  }

  async #send(): Promise<void> {
    if (this.#sending || this.#stopped || this.state.pending.length === 0) return
    this.#sending = true
    this.#cancelTimer?.()
    const batch = this.#nextBatch()
    try {
      await this.#kept()
      const answer = await this.ports.api.send(batch)
      await this.#takeAnswer(answer, batch)
      this.#batch = BATCH
      this.#reached()
    } catch (error) {
      this.#failed(batch, error)
    } finally {
      this.#sending = false
    }
    if (this.state.pending.length > 0) this.#sendIn(this.#pause())
  }

  /** What is sent is kept first; by a browser that does not say so in time, it is not. */
  async #kept(): Promise<void> {
    let cancel: () => void = () => undefined
    const late = new Promise<'late'>((resolve) => (cancel = this.ports.later(KEEPING_MS, () => resolve('late'))))
    if ((await Promise.race([this.#keeping, late])) === 'late') this.#keeps(false)
    cancel()
  }

  #nextBatch(): readonly SentEdit[] {
    const batch = this.state.pending.slice(0, this.#batch)
    let characters = 0
    const end = batch.findIndex((each) => (characters += JSON.stringify(each).length) > BATCH_CHARACTERS)
    return end < 0 ? batch : batch.slice(0, Math.max(1, end))
  }

  async #takeAnswer(answer: SendAnswer, batch: readonly SentEdit[]): Promise<void> {
    if (answer.conflicts.length > 0) this.ports.commitTyping()
    const before = this.state
    const { state, behind } = answered(before, answer)
    this.#become(state)
    this.#keepDifference(before)
    if (behind) await this.catchUp()
    if (batch.every((each) => this.#isPending(each))) throw new CallFailed('lost')
  }

  #isPending({ id }: SentEdit): boolean {
    return this.state.pending.some((each) => each.id === id)
  }

  #takeIn(edits: readonly HistoricEdit[], revision: number): void {
    const before = this.state
    const own = new Set(before.pending.map((each) => each.id))
    const foreign = edits.filter((each) => each.revision > before.revision && !own.has(each.id))
    this.#become(recorded(before, edits, revision))
    this.#keepDifference(before)
    if (foreign.length > 0) this.ports.overtook(foreign)
  }

  #failed(batch: readonly SentEdit[], error: unknown): void {
    if (!(error instanceof CallFailed)) throw error
    if (error.kind === 'refused') {
      this.#refuse(batch, error.sentence)
      return
    }
    // Found meanwhile among what was read: it did arrive.
    if (!batch.some((each) => this.#isPending(each))) return
    this.#failures += 1
    this.#connect(error.kind)
  }

  /** One bad edit must not hold up the others: find it by sending singly, then set it aside. */
  #refuse(batch: readonly SentEdit[], sentence: string): void {
    const [only] = batch
    if (batch.length > 1 || !only) {
      this.#batch = 1
      return
    }
    this.#become(refused(this.state, only.id, sentence))
    this.#keep({ unsettled: this.state.unsettled })
  }

  #pause(): number {
    if (this.#failures === 0) return 0
    if (this.#connection !== 'lost') return LONGEST_RETRY_MS
    return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1))
  }

  #reached(): void {
    this.#failures = 0
    this.#connect('good')
  }

  #connect(connection: Connection): void {
    this.#connection = connection
    this.#tell()
  }

  #become(state: DraftState): void {
    this.state = state
    this.#tell()
  }

  #tell(): void {
    this.ports.changed(this.state, this.#connection, this.#browserKeeps || this.state.pending.length === 0)
  }

  /**
   * A pending edit has risen to a newer base. It is kept with that where what has gone bears on it: read again it would
   * take its own predecessor for somebody else's. All others rise again when they are read.
   */
  #keepDifference(before: DraftState): void {
    const left = new Set(
      [...this.state.pending, ...this.state.unsettled.map((each) => each.sent)].map((each) => each.id),
    )
    const gone = [...before.pending, ...before.unsettled.map((each) => each.sent)].filter((each) => !left.has(each.id))
    const dropped = gone.map((each) => each.id)
    const known = new Set(before.pending)
    const standsOnThese = bearing(gone.map((each) => each.edit))
    const rebased = this.state.pending.filter((each) => !known.has(each) && standsOnThese(each.edit))
    const unsettled = this.state.unsettled.filter((each) => !before.unsettled.includes(each))
    if (dropped.length + rebased.length + unsettled.length > 0) this.#keep({ dropped, pending: rebased, unsettled })
  }

  /** Changes are kept one after the other; where the browser refuses to keep, sending goes on without. */
  #keep(change: Parameters<KeptEdits['save']>[1]): void {
    const { pending = [], unsettled = [] } = change
    const added = [...pending, ...unsettled.map(({ sent }) => sent)].map(({ id }) => id)
    for (const id of added) this.#unkept.add(id)
    this.#keeping = this.#keeping
      .then(() => this.ports.kept.save(this.ports.storyId, change))
      .then(
        () => {
          for (const id of added) this.#unkept.delete(id)
          if (added.length > 0 && !this.atRisk) this.#keeps(true)
        },
        () => this.#keeps(false),
      )
  }

  #keeps(does: boolean): void {
    if (does === this.#browserKeeps) return
    this.#browserKeeps = does
    this.#tell()
  }
}
