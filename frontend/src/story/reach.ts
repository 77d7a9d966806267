/** Where readers can get in a story's graph, conditions left aside, kept while the story changes. */
import type { SceneId } from './model'

/** How many shortest paths a list of problems carries: each may be as long as the story. */
export const MAX_PATHS = 100

const NOWHERE: ReadonlySet<SceneId> = new Set()

type Neighbours = (scene: SceneId) => Iterable<SceneId>
/** Scenes by the distance they may have. */
type Waiting = Map<number, SceneId[]>

/**
 * How many options each scene is from the nearest of some sources: none from itself, absent where no way leads.
 *
 * A change costs time in those scenes alone whose distance is another afterwards, and in their neighbours (after
 * Ramalingam and Reps, “On the computational complexity of dynamic graph problems”, 1996). `before` and `after` give a
 * scene's neighbours towards the sources and away from them, as the graph is when `mend` is called.
 */
class Distances {
  readonly #distances = new Map<SceneId, number>()
  readonly #nearer = new Map<SceneId, SceneId>()

  constructor(
    private readonly before: Neighbours,
    private readonly after: Neighbours,
  ) {}

  /** Whether some way leads between a source and the scene. */
  has(scene: SceneId): boolean {
    return this.#distances.has(scene)
  }

  /**
   * Take notice that these scenes have other neighbours before them, or are sources or not any more.
   *
   * Returns the scenes that are within reach now and were not, or the reverse.
   */
  mend(changed: ReadonlySet<SceneId>, sources: ReadonlySet<SceneId>): Set<SceneId> {
    if (changed.size > 0) this.#nearer.clear()
    const lost = this.#loosen(changed, sources)
    const gained = this.#settle(this.#proposals(new Set([...changed, ...lost]), sources))
    return difference(lost, gained)
  }

  /** A shortest way from a source to a scene within reach, both included; by smallest ids where there are more. */
  pathTo(scene: SceneId): readonly SceneId[] {
    const path = [scene]
    let here = scene
    for (let distance = (this.#distances.get(scene) ?? 0) - 1; distance >= 0; distance -= 1) {
      here = this.#nearer.get(here) ?? this.#findNearer(here, distance)
      path.push(here)
    }
    return path.reverse()
  }

  #findNearer(scene: SceneId, distance: number): SceneId {
    let nearer = ''
    for (const one of this.before(scene))
      if (this.#distances.get(one) === distance && (nearer === '' || one < nearer)) nearer = one
    this.#nearer.set(scene, nearer)
    return nearer
  }

  /** Forget the distance of every scene that no neighbour nearer to a source holds at it any more. */
  #loosen(changed: Iterable<SceneId>, sources: ReadonlySet<SceneId>): Set<SceneId> {
    const lost = new Set<SceneId>()
    const waiting: Waiting = new Map()
    for (const scene of changed) {
      const distance = this.#distances.get(scene)
      if (distance !== undefined) put(waiting, distance, scene)
    }
    for (const [distance, scenes] of byDistance(waiting))
      for (const scene of scenes) {
        if (lost.has(scene) || this.#isHeld(scene, distance, sources)) continue
        lost.add(scene)
        this.#distances.delete(scene)
        for (const one of this.after(scene))
          if (this.#distances.get(one) === distance + 1) put(waiting, distance + 1, one)
      }
    return lost
  }

  #isHeld(scene: SceneId, distance: number, sources: ReadonlySet<SceneId>): boolean {
    if (distance === 0) return sources.has(scene)
    for (const one of this.before(scene)) if (this.#distances.get(one) === distance - 1) return true
    return false
  }

  /** The scenes that may be nearer than they are said to be, by the distance their neighbours give them. */
  #proposals(scenes: Iterable<SceneId>, sources: ReadonlySet<SceneId>): Waiting {
    const waiting: Waiting = new Map()
    for (const scene of scenes) {
      let distance = sources.has(scene) ? 0 : Infinity
      for (const one of this.before(scene)) distance = Math.min(distance, (this.#distances.get(one) ?? Infinity) + 1)
      if (distance < Infinity) put(waiting, distance, scene)
    }
    return waiting
  }

  /** Breadth first, set every distance that is nearer than before; returns the scenes that had none. */
  #settle(waiting: Waiting): Set<SceneId> {
    const gained = new Set<SceneId>()
    for (const [distance, scenes] of byDistance(waiting))
      for (const scene of scenes) {
        const held = this.#distances.get(scene)
        if (held !== undefined && held <= distance) continue
        if (held === undefined) gained.add(scene)
        this.#distances.set(scene, distance)
        for (const one of this.after(scene)) put(waiting, distance + 1, one)
      }
    return gained
  }
}

/**
 * Which scenes a reader can get to from the start, and from which scenes to an ending.
 *
 * The graph's scenes are all that are named: those no scene of the story has the id of lead nowhere.
 */
export class Reach {
  readonly #targets = new Map<SceneId, ReadonlySet<SceneId>>()
  readonly #sources = new Map<SceneId, Set<SceneId>>()
  readonly #endings = new Set<SceneId>()
  #starts = NOWHERE
  readonly #fromStart = new Distances(
    (scene) => this.leadingTo(scene),
    (scene) => this.targets(scene),
  )
  readonly #toEnding = new Distances(
    (scene) => this.targets(scene),
    (scene) => this.leadingTo(scene),
  )

  /** Where the scene's options lead. */
  targets(scene: SceneId): ReadonlySet<SceneId> {
    return this.#targets.get(scene) ?? NOWHERE
  }

  /** The scenes whose options lead there. */
  leadingTo(scene: SceneId): ReadonlySet<SceneId> {
    return this.#sources.get(scene) ?? NOWHERE
  }

  /** Whether some way leads there from the start. */
  isReached(scene: SceneId): boolean {
    return this.#fromStart.has(scene)
  }

  /** Whether some way leads from there to an ending; of an ending it is true. */
  isSaved(scene: SceneId): boolean {
    return this.#toEnding.has(scene)
  }

  /** Whether a reader who could have reached an ending cannot any more, once they have come here. */
  isTrap(scene: SceneId): boolean {
    if (this.isSaved(scene) || !this.isReached(scene)) return false
    for (const one of this.leadingTo(scene)) if (this.isReached(one) && this.isSaved(one)) return true
    return false
  }

  /** A shortest way from the start to the scene, both included; null if there is no way. */
  pathTo(scene: SceneId): readonly SceneId[] | null {
    return this.isReached(scene) ? this.#fromStart.pathTo(scene) : null
  }

  /**
   * Some scenes lead elsewhere, are endings or not any more, or the start is another.
   *
   * Returns the scenes that are `reached` now and were not, or the reverse; and those for which whether they are
   * reached, saved or a trap may have changed.
   */
  change(
    targets: ReadonlyMap<SceneId, ReadonlySet<SceneId>>,
    endings: ReadonlyMap<SceneId, boolean>,
    start: SceneId | null,
  ): { readonly reached: ReadonlySet<SceneId>; readonly ways: ReadonlySet<SceneId> } {
    const led = this.#lead(targets)
    for (const [scene, ending] of endings) {
      if (ending) this.#endings.add(scene)
      else this.#endings.delete(scene)
    }
    const starts = start === null ? NOWHERE : new Set([start])
    const begun = difference(this.#starts, starts)
    this.#starts = starts
    const reached = this.#fromStart.mend(new Set([...led, ...begun]), starts)
    const saved = this.#toEnding.mend(new Set([...targets.keys(), ...endings.keys()]), this.#endings)
    const ways = new Set([...reached, ...saved])
    for (const scene of [...ways]) for (const target of this.targets(scene)) ways.add(target)
    for (const scene of led) ways.add(scene)
    return { reached, ways }
  }

  /** Connect the scenes otherwise; returns where an option leads that did not, or the reverse. */
  #lead(changed: ReadonlyMap<SceneId, ReadonlySet<SceneId>>): ReadonlySet<SceneId> {
    const led = new Set<SceneId>()
    for (const [scene, targets] of changed) {
      for (const target of difference(this.targets(scene), targets)) {
        led.add(target)
        const sources = this.#sources.get(target) ?? new Set()
        this.#sources.set(target, sources)
        if (targets.has(target)) sources.add(scene)
        else sources.delete(scene)
      }
      this.#targets.set(scene, targets)
    }
    return led
  }
}

/** What is in one of the sets and not in the other. */
export function difference<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): Set<T> {
  const different = new Set<T>()
  for (const each of one) if (!other.has(each)) different.add(each)
  for (const each of other) if (!one.has(each)) different.add(each)
  return different
}

function put(waiting: Waiting, distance: number, scene: SceneId): void {
  const scenes = waiting.get(distance)
  if (scenes) scenes.push(scene)
  else waiting.set(distance, [scene])
}

/** What waits, the smallest distance first; more may be put behind while it runs. */
function* byDistance(waiting: Waiting): Generator<[number, readonly SceneId[]]> {
  while (waiting.size > 0) {
    const distance = Math.min(...waiting.keys())
    const scenes = waiting.get(distance) ?? []
    waiting.delete(distance)
    yield [distance, scenes]
  }
}
