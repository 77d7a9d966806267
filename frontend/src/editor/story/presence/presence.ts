/**
 * Being in a story with others: says where this window is, every few seconds, and hears where the others are and how far
 * the draft is. Windows of one browser nudge one another, so that they need not wait for the next time. I/O comes in as
 * ports.
 */
import type { Schemas } from '../../../api/client'
import type { SceneId } from '../../../story/model'

export type OtherWindow = Schemas['OtherWindow']

/** Pauses between two calls, in milliseconds: others' edits are seen that late at most. */
export const ALONE_MS = 15_000
export const TOGETHER_MS = 4_000
/** What happens in quick succession is said once. */
const GATHER_MS = 400

export interface PresencePorts {
  /** Raises where the server cannot be asked; the next time tells. */
  stay(scene: SceneId | null): Promise<Schemas['Company']>
  leave(): void
  /** Tell the other windows of this browser that something is new. */
  nudge(): void
  later(ms: number, run: () => void): () => void
  found(others: readonly OtherWindow[], revision: number): void
}

export class Presence {
  #scene: SceneId | null = null
  #others: readonly OtherWindow[] = []
  #isHere = false
  #isAsking = false
  #isDue = false
  #cancel: () => void = () => undefined

  constructor(private readonly ports: PresencePorts) {}

  /** The window can be seen. */
  arrive(): void {
    if (this.#isHere) return
    this.#isHere = true
    void this.#stay().then(() => this.#isHere && this.ports.nudge())
  }

  /** The window is out of sight or closed: nothing is asked any more. */
  leave(): void {
    if (!this.#isHere) return
    this.#isHere = false
    this.#cancel()
    this.#hear([], 0)
    this.ports.leave()
    this.ports.nudge()
  }

  /** The creator is in another scene; told soon where somebody is there to see it. */
  moved(scene: SceneId | null): void {
    if (scene === this.#scene) return
    this.#scene = scene
    if (this.#others.length > 0) this.#stayIn(GATHER_MS)
  }

  /** This window's edits have arrived. */
  sent(): void {
    if (this.#isHere) this.ports.nudge()
  }

  /** Another window of this browser has something new. */
  nudged(): void {
    this.#stayIn(GATHER_MS)
  }

  #stayIn(ms: number): void {
    if (!this.#isHere) return
    this.#cancel()
    this.#cancel = this.ports.later(ms, () => void this.#stay())
  }

  async #stay(): Promise<void> {
    if (this.#isAsking) {
      this.#isDue = true
      return
    }
    this.#cancel()
    this.#isAsking = true
    try {
      const { windows, revision } = await this.ports.stay(this.#scene)
      if (this.#isHere) this.#hear(windows, revision)
    } catch {
      // Offline, busy or signed out: whoever sends edits finds out and says so.
    } finally {
      this.#isAsking = false
    }
    this.#stayIn(this.#isDue ? GATHER_MS : this.#others.length > 0 ? TOGETHER_MS : ALONE_MS)
    this.#isDue = false
  }

  #hear(others: readonly OtherWindow[], revision: number): void {
    this.#others = others
    this.ports.found(others, revision)
  }
}
