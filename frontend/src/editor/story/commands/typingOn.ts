/** What one is typing in may be taken away: what is typed on then is no command. */

/** A pause this long ends what was being typed, in milliseconds. */
const PAUSE_MS = 1_000

export class TypingOn {
  #until = -Infinity

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The field is gone. */
  begin(): void {
    this.#until = this.now() + PAUSE_MS
  }

  /** Whether a key is still meant for the field that is gone. */
  has({ ctrlKey, metaKey }: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey'>, typing: boolean): boolean {
    if (this.now() >= this.#until) return false
    if (typing || ctrlKey || metaKey) this.#until = -Infinity
    else this.begin()
    return this.now() < this.#until
  }
}
