/**
 * The way of a reader's steps to the server. Nothing on screen waits for it.
 *
 * Every step has a number within its session, so a batch may be sent twice, late or by beacon and counts once. What the
 * server has not confirmed stays in the browser's storage and goes with the next batch. Ten steps cost at most three
 * calls: opening, five steps, five steps (or the ending, or leaving).
 */
import type { Identity } from './identity'
import type { Keep } from './keep'

/** A step as it travels; `at` is milliseconds since the session began, by the browser's clock. */
export type Step =
  | { number: number; scene: string; option: string; at: number }
  | { number: number; scene: string; back_to: number; at: number }

/** A step that was just taken, with the scene it led to. */
export type Taken = { scene: string; to: string; ending: boolean } & ({ option: string } | { backTo: number })

/** Where the server says the reader is. */
export interface Position {
  number: number
  scene: string
  /** Carried: the reader went on in a newer version, elsewhere; this session takes no further steps. */
  state: 'reading' | 'ended' | 'carried'
  context: Record<string, unknown>
  depth: number
}

/** What one session still has to tell the server. */
interface Log {
  identity: Identity
  story: string
  version: number
  began: number
  opened: boolean
  /** The last number the server confirmed, and the scene it left the reader in. */
  confirmed: number
  at: string
  waiting: { step: Step; to: string }[]
  urgent: boolean
}

/** What the server has of a session that another browser began. */
export interface Known {
  /** Of the last recorded step. */
  number: number
  /** Milliseconds since the session began. */
  age: number
}

export interface Ports {
  keep: Keep
  fetch(url: string, init: RequestInit): Promise<Response>
  beacon(url: string, body: string): boolean
  now(): number
  /** Run later; returns how to call it off. */
  after(milliseconds: number, run: () => void): () => void
  /** The server stands elsewhere; its word counts. */
  repair(position: Position): void
  /** The connection was seen to work, or not to. */
  reached(online: boolean): void
}

const BATCH = 5
const MOST_STEPS = 100
const PAUSE = 2_000
const LONGEST_PAUSE = 60_000

export class Transport {
  /** Sessions with something unsent, oldest first; the current one is among them until the server refuses it. */
  private logs: Log[]
  private current: Log | undefined
  /** The current session is being left, or was: its steps are kept here, for the one that continues it. */
  private held = false
  private sending: Promise<void> | undefined
  private failures = 0
  private cancel: () => void = () => {}
  private beaconed = -1

  constructor(
    private readonly api: string,
    private readonly ports: Ports,
  ) {
    this.logs = keptLogs(ports.keep.get('steps'))
  }

  /** Take up the session with this identity again, or begin it. It is opened by `start`. */
  begin(identity: Identity, story: string, version: number, scene: string, known?: Known): void {
    const kept = this.logs.find((log) => log.identity.id === identity.id)
    const began = this.ports.now() - (known?.age ?? 0)
    const blank = { began, opened: !!known, confirmed: known?.number ?? 0, at: scene, waiting: [], urgent: false }
    this.current = kept ?? { identity, story, version, ...blank }
    hurry(this.current)
    const earlier = this.logs.filter((log) => log !== this.current && !isSettled(log))
    this.logs = [...earlier, this.current]
    this.beaconed = -1
    this.held = false
    this.save()
  }

  /** How far the current session has come, for taking it up again; undefined where the server refused it. */
  get known(): Known | undefined {
    const log = this.current
    return log && { number: log.confirmed + log.waiting.length, age: this.ports.now() - log.began }
  }

  /** Send what is due now: the opening of a new session, and what an earlier visit left unsent. */
  start(): void {
    void this.pump()
  }

  /** Number a step and put it in the queue. */
  add(taken: Taken): void {
    const log = this.current
    if (!log) return
    const number = log.confirmed + log.waiting.length + 1
    const at = Math.max(0, Math.round(this.ports.now() - log.began))
    const step: Step =
      'option' in taken
        ? { number, scene: taken.scene, option: taken.option, at }
        : { number, scene: taken.scene, back_to: taken.backTo, at }
    log.waiting.push({ step, to: taken.to })
    log.urgent ||= taken.ending
    this.save()
    if (this.failures > 0) return // the next try is set, and takes this step along
    if (taken.ending) void this.pump()
    else if (isDue(log)) this.schedule(PAUSE)
  }

  /** The page may be going away: hand what is unsent to the browser, which delivers it without us. */
  leave(): void {
    for (const log of this.logs.filter((one) => !isSettled(one))) {
      if (log === this.current && this.held) continue
      const last = log.confirmed + log.waiting.length
      if (log === this.current && this.beaconed === last) continue
      const taken = this.ports.beacon(this.url(log), body(log))
      if (taken && log === this.current) this.beaconed = last
    }
  }

  /** The browser says it is connected again. */
  reconnected(): void {
    this.failures = 0
    this.beaconed = -1
    if (this.current) hurry(this.current)
    this.start()
  }

  /** Send everything now. Resolves to whether the server has all of it, as far as it takes this session's steps. */
  async flush(): Promise<boolean> {
    const log = this.current
    while (log && log === this.current && !this.held && !isSettled(log)) {
      hurry(log)
      await this.pump()
      if (this.failures > 0) return false
    }
    return log !== undefined && log === this.current
  }

  /** Keep the steps of the current session here from now on, or send them again. */
  hold(held: boolean): void {
    this.held = held
  }

  /** End this session; what it still had to tell is handed over. Undefined where another one goes on by now. */
  end({ id }: Identity): Step[] | undefined {
    const log = this.current
    if (log?.identity.id !== id) return undefined
    this.drop(log)
    this.save()
    return log.waiting.map(({ step }) => step)
  }

  private pump(): Promise<void> {
    this.cancel()
    return (this.sending ??= this.sendAll().finally(() => (this.sending = undefined)))
  }

  private async sendAll(): Promise<void> {
    for (let log = this.next(); log; log = this.next()) {
      const pause = await this.send(log)
      this.save()
      if (pause > 0) return this.schedule(pause)
    }
  }

  private next(): Log | undefined {
    return this.logs.find((log) => log !== this.current || (isDue(log) && !this.held))
  }

  private schedule(milliseconds: number): void {
    this.cancel()
    this.cancel = this.ports.after(milliseconds, () => void this.pump())
  }

  /** 2, 4, 8 … 60 seconds, each a little off so that readers do not come back in step. */
  private backOff(): number {
    this.failures += 1
    const pause = Math.min(LONGEST_PAUSE, PAUSE * 2 ** (this.failures - 1))
    return pause * (0.75 + Math.random() / 2)
  }

  /** Send one batch. Returns how long to wait before trying again, 0 when it was settled. */
  private async send(log: Log): Promise<number> {
    const sent = log.waiting.slice(0, MOST_STEPS)
    let answer: Response
    try {
      answer = await this.ports.fetch(this.url(log), {
        method: 'POST',
        body: body(log),
        headers: { 'Content-Type': 'text/plain;charset=UTF-8' },
        credentials: 'omit',
      })
    } catch {
      this.ports.reached(false)
      return this.backOff()
    }
    this.ports.reached(true)
    if (answer.status === 408 || answer.status === 429 || answer.status >= 500) return this.backOff()
    const position = answer.ok ? await readPosition(answer) : undefined
    if (answer.ok && !position) return this.backOff() // cut off on its way, or of whoever stands in between
    this.failures = 0
    if (position?.state === 'carried' && log === this.current) {
      const taken = log.waiting.filter(({ step }) => step.number <= position.number).length
      log.waiting = log.waiting.slice(taken)
      log.confirmed += taken
      this.held = true
    } else if (position && position.state !== 'carried') this.settle(log, sent.length, position)
    else this.drop(log) // over, or refused for good (another secret, an unknown version): reading goes on unrecorded
    return 0
  }

  /** Compare the server's position with ours and strike off what it confirmed. */
  private settle(log: Log, sent: number, position: Position): void {
    const expected = log.confirmed + sent
    const ours = position.number === log.confirmed ? log.at : log.waiting[position.number - log.confirmed - 1]?.to
    const agreed = position.number >= expected && ours === position.scene
    log.waiting = agreed ? log.waiting.slice(position.number - log.confirmed) : []
    log.opened = true
    log.confirmed = position.number
    log.at = position.scene
    log.urgent &&= log.waiting.length > 0
    if (log !== this.current) {
      if (!agreed || log.waiting.length === 0) this.drop(log)
    } else if (!agreed) this.ports.repair(position)
  }

  private drop(log: Log): void {
    this.logs = this.logs.filter((one) => one !== log)
    if (log === this.current) this.current = undefined
  }

  private save(): void {
    this.ports.keep.put('steps', this.logs)
  }

  private url(log: Log): string {
    return `${this.api}/v1/play/sessions/${log.identity.id}/steps`
  }
}

/** Whether a session under way should be sent now, rather than with more steps later. */
function isDue(log: Log): boolean {
  return !log.opened || log.waiting.length >= BATCH || log.urgent
}

/** Have what waits sent without waiting for more. */
function hurry(log: Log): void {
  log.urgent ||= log.waiting.length > 0
}

function isSettled(log: Log): boolean {
  return log.opened && log.waiting.length === 0
}

function body(log: Log): string {
  const batch = log.waiting.slice(0, MOST_STEPS)
  return JSON.stringify({
    secret: log.identity.secret,
    story: log.story,
    version: log.version,
    steps: batch.map(({ step }) => step),
    now: batch.at(-1)?.to ?? log.at,
  })
}

async function readPosition(answer: Response): Promise<Position | undefined> {
  try {
    const position = (await answer.json()) as Position
    const { number, scene, context, depth } = position
    const isWhole = Number.isInteger(number) && typeof scene === 'string' && !!context && Number.isInteger(depth)
    return isWhole ? position : undefined
  } catch {
    return undefined
  }
}

/** What an earlier visit left; anything of another shape is dropped. */
function keptLogs(value: unknown): Log[] {
  const isStep = (one: Partial<Log['waiting'][number]> | null) => Number.isInteger(one?.step?.number)
  const isLog = (log: Partial<Log> | null) =>
    typeof log?.identity?.id === 'string' &&
    Array.isArray(log.waiting) &&
    log.waiting.every(isStep) &&
    Number.isInteger(log.confirmed)
  return Array.isArray(value) ? (value as Log[]).filter(isLog) : []
}
