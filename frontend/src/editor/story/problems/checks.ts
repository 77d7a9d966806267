/** The page's side of checking a story in a worker: one question at a time, the newest story next. */
import type { Problem } from '../../../story/problem'
import { laterCode } from '../../../ui/later'
import { questionOf, type Question, type Subject } from './checking'

/** A worker as far as checking goes. */
export interface CheckingWorker {
  postMessage(question: Question): void
  terminate(): void
}

export interface CheckPorts {
  /** Start a worker; it calls one of these when it has answered, or can never answer again. May throw. */
  start(answered: (problems: readonly Problem[]) => void, died: () => void): CheckingWorker
  /** Run once after `ms` milliseconds; the answer cancels it. */
  later(ms: number, run: () => void): () => void
  /** The problems of the newest story that was asked for, null while there is none. */
  found(problems: readonly Problem[] | null): void
}

/** The first check of the largest story takes a slow phone this long. */
const PATIENCE_MS = 20_000
/** So many workers in a row that died without an answer, and the page checks by itself. */
const MOST_DEATHS = 3

export class Checks {
  #worker: CheckingWorker | null = null
  /** What the worker knows. */
  #known: Subject | null = null
  #wanted: Subject | null = null
  #asking = false
  #deaths = 0
  #stopWaiting: () => void = () => undefined

  constructor(private readonly ports: CheckPorts) {}

  /** Check this, and nothing that was asked for before; null is no story. */
  ask(subject: Subject | null): void {
    this.#wanted = subject
    if (subject === null) {
      this.stop()
      this.ports.found(null)
    } else if (!this.#asking) this.#send(subject)
  }

  /** Let go of the worker; asking starts another. */
  stop(): void {
    this.#stopWaiting()
    this.#worker?.terminate()
    this.#worker = null
    this.#known = null
    this.#asking = false
  }

  #send(subject: Subject): void {
    const question = questionOf(this.#known, subject)
    this.#known = subject
    this.#asking = true
    this.#stopWaiting = this.ports.later(PATIENCE_MS, () => this.#died())
    this.#worker ??= this.#start()
    this.#worker.postMessage(question)
  }

  #start(): CheckingWorker {
    if (this.#deaths >= MOST_DEATHS) return inThePage((problems) => this.#answered(problems))
    // What an earlier worker may still say is of no interest.
    let mine: CheckingWorker | null = null
    const isMine = () => mine === null || this.#worker === mine
    try {
      mine = this.ports.start(
        (problems) => isMine() && this.#answered(problems),
        () => isMine() && this.#died(),
      )
      return mine
    } catch {
      // This browser, or what guards it, lets no worker live here.
      this.#deaths = MOST_DEATHS
      return this.#start()
    }
  }

  #answered(problems: readonly Problem[]): void {
    this.#stopWaiting()
    this.#asking = false
    this.#deaths = 0
    if (this.#wanted === this.#known) this.ports.found(problems)
    else if (this.#wanted) this.#send(this.#wanted)
  }

  #died(): void {
    this.stop()
    this.#deaths += 1
    if (this.#wanted) this.#send(this.#wanted)
  }
}

const desks = laterCode(() => import('./checkDesk'))

/** Where no worker lives: the same desk, in the page. */
function inThePage(answered: (problems: readonly Problem[]) => void): CheckingWorker {
  const desk = desks().then(({ CheckDesk }) => new CheckDesk())
  let isHere = true
  return {
    postMessage: (question) => void desk.then((it) => isHere && answered(it.answer(question))),
    terminate: () => void (isHere = false),
  }
}
