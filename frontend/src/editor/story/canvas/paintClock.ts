/** When to paint: at once where that is quick, else not in every frame. */

/** A painting slower than this must not happen in every frame. */
const QUICK = 7
const APART = 120

export class PaintClock {
  private frame = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private took = 0
  private last = 0

  constructor(private readonly paint: () => void) {}

  /** What is painted is not right any more: paint in the next frame, or a while after the last slow painting. */
  changed(): void {
    const wait = this.took <= QUICK ? 0 : this.last + APART - performance.now()
    if (wait <= 0) this.inFrame()
    else this.timer ??= setTimeout(() => this.inFrame(), wait)
  }

  /** What is painted is right but not sharp: a slow painting waits until nothing moves. */
  rested(): void {
    if (this.took <= QUICK) return this.inFrame()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.inFrame(), APART)
  }

  /** More of it can be painted than before; more is to come. */
  soon(): void {
    this.timer ??= setTimeout(() => this.inFrame(), APART)
  }

  /** What is painted must be right in the next frame. */
  atOnce(): void {
    this.inFrame()
  }

  stop(): void {
    clearTimeout(this.timer)
    cancelAnimationFrame(this.frame)
  }

  private inFrame(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.run())
  }

  private run(): void {
    this.frame = 0
    const began = performance.now()
    this.paint()
    this.last = performance.now()
    this.took = this.last - began
  }
}
