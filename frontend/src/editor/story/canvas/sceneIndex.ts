/** Where a draft's scenes lie and what leads to them, kept up as the draft changes. */
import type { Document as StoryDocument, Position, Scene, SceneId } from '../../../story/model'
import { boxOf } from './cardShape'
import { overlap, type Box } from './view'

const CELL = 512
const NONE: ReadonlyMap<SceneId, number> = new Map()

/**
 * A grid over the plane: a scene is in every cell that its card touches.
 *
 * `follow` compares scenes by identity, so an edit costs a look at each and work only for those it changed.
 */
export class SceneIndex {
  private known = new Map<SceneId, Scene>()
  private readonly cells = new Map<string, Map<SceneId, Scene>>()
  private readonly sources = new Map<SceneId, Map<SceneId, number>>()
  private followed: StoryDocument['scenes'] | null = null

  /** Take up what the draft has become; the scenes that came, changed or went. */
  follow({ scenes }: StoryDocument): ReadonlySet<SceneId> {
    const changed = new Set<SceneId>()
    if (scenes === this.followed) return changed
    this.followed = scenes
    for (const [id, scene] of scenes) {
      const before = this.known.get(id)
      if (before === scene) continue
      changed.add(id)
      this.replace(before, scene)
    }
    if (this.known.size > scenes.size) {
      for (const [id, scene] of this.known) {
        if (scenes.has(id)) continue
        changed.add(id)
        this.replace(scene, undefined)
      }
    }
    return changed
  }

  /** Every scene whose card touches the box, once each. */
  within(box: Box): Scene[] {
    const found = new Map<SceneId, Scene>()
    const cells = cellsOf(box)
    // Looking at more cells than there are costs more than looking at every scene.
    if (cells === null || (cells.right - cells.left + 1) * (cells.bottom - cells.top + 1) > this.cells.size) {
      return [...this.known.values()].filter((scene) => overlap(boxOf(scene), box))
    }
    for (let x = cells.left; x <= cells.right; x += 1) {
      for (let y = cells.top; y <= cells.bottom; y += 1) {
        for (const scene of this.cells.get(`${x},${y}`)?.values() ?? []) {
          if (overlap(boxOf(scene), box)) found.set(scene.id, scene)
        }
      }
    }
    return [...found.values()]
  }

  /** The scene at a point; of several the last that was put there. */
  at({ x, y }: Position): Scene | null {
    return this.within({ left: x, top: y, right: x + 1e-6, bottom: y + 1e-6 }).at(-1) ?? null
  }

  /** The scenes with options that lead to this one, and how many each has. */
  into(scene: SceneId): ReadonlyMap<SceneId, number> {
    return this.sources.get(scene) ?? NONE
  }

  private replace(before: Scene | undefined, after: Scene | undefined): void {
    if (before) this.eachCell(before, (cell) => cell.delete(before.id))
    if (after) {
      this.known.set(after.id, after)
      this.eachCell(after, (cell) => cell.set(after.id, after))
    } else if (before) this.known.delete(before.id)
    if (before?.data.options === after?.data.options) return
    if (before) this.count(before, -1)
    if (after) this.count(after, 1)
  }

  private eachCell(scene: Scene, then: (cell: Map<SceneId, Scene>) => void): void {
    const cells = cellsOf(boxOf(scene))
    if (cells === null) return
    for (let x = cells.left; x <= cells.right; x += 1) {
      for (let y = cells.top; y <= cells.bottom; y += 1) {
        const key = `${x},${y}`
        const cell = this.cells.get(key) ?? new Map<SceneId, Scene>()
        then(cell)
        if (cell.size > 0) this.cells.set(key, cell)
        else this.cells.delete(key)
      }
    }
  }

  private count(scene: Scene, by: 1 | -1): void {
    for (const { target } of scene.data.options) {
      if (target === null) continue
      const sources = this.sources.get(target) ?? new Map<SceneId, number>()
      const count = (sources.get(scene.id) ?? 0) + by
      if (count > 0) sources.set(scene.id, count)
      else sources.delete(scene.id)
      if (sources.size > 0) this.sources.set(target, sources)
      else this.sources.delete(target)
    }
  }
}

/** The cells a box touches; null where that is further away than cells can be counted. */
function cellsOf({ left, top, right, bottom }: Box): Box | null {
  const cells = {
    left: Math.floor(left / CELL),
    top: Math.floor(top / CELL),
    right: Math.floor(right / CELL),
    bottom: Math.floor(bottom / CELL),
  }
  return Object.values(cells).every(Number.isSafeInteger) ? cells : null
}
