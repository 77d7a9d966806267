/**
 * A story as an outline: every scene in one place, in reading order, with its options below it. Pure.
 *
 * Scenes are met depth first from the start. A scene that is the only new one another leads to stands beside it, on the
 * same level; only where a story branches does it go a level down. So a level counts branchings, and a long way straight
 * on stays readable. Scenes that the start does not lead to stand apart, at the end.
 */
import type { Document as StoryDocument, Option, OptionId, Scene, SceneId } from '../../../story/model'
import { edgeId } from '../canvas/tones'

interface Placed {
  /** Unique in the outline, and the same for as long as what it stands for is there. */
  readonly key: string
  /** 1 is the outermost. */
  readonly level: number
  /** The index of the node it lies in; -1 for none. */
  readonly parent: number
  /** The index after the last node that lies in it. */
  readonly end: number
  /** Its number among those that lie in the same node, from 1, and how many these are. */
  readonly place: number
  readonly of: number
}

export interface SceneNode extends Placed {
  readonly kind: 'scene'
  readonly scene: SceneId
  /** Where it begins a branch: the option that leads to it, of the scene it lies in. */
  readonly branch: OptionId | null
}

export interface OptionNode extends Placed {
  readonly kind: 'option'
  readonly scene: SceneId
  readonly option: OptionId
  /** Whether the scene it leads to was met by it, and comes below. */
  readonly onward: boolean
}

/** What the scenes lie in that the start does not lead to. */
export interface ApartNode extends Placed {
  readonly kind: 'apart'
  readonly scenes: number
}

export type OutlineNode = SceneNode | OptionNode | ApartNode

export interface Outline {
  /** Each before what lies in it. */
  readonly nodes: readonly OutlineNode[]
  /** The index of each key. */
  readonly at: ReadonlyMap<string, number>
}

/** No id begins with a sign. */
export const APART = '-'

type Scenes = ReadonlyMap<SceneId, Scene>
/** The options by which scenes were met, by the scene that offers them. */
type Met = Map<SceneId, Option[]>

export function outlineOf({ scenes, start }: StoryDocument): Outline {
  const met: Met = new Map()
  const plan = new Plan(scenes, met)
  if (start !== null && meet(start, scenes, met)) plan.put(start, 1, -1)
  const reached = met.size
  const heads = headsOf(scenes, met).filter((head) => meet(head, scenes, met))
  if (heads.length > 0) {
    const section = plan.add({ kind: 'apart', key: APART, level: 1, parent: -1, scenes: scenes.size - reached })
    for (const head of heads) plan.put(head, 2, section)
    plan.close(section)
  }
  return plan.outline()
}

/** The options that lead on: an ending's are kept, and offered to nobody. */
export function optionsOf(scene: Scene | undefined): readonly Option[] {
  return scene && scene.data.ending === null ? scene.data.options : []
}

/** Meet a scene and all that it leads to; false where it was met before, or is not there. */
function meet(root: SceneId, scenes: Scenes, met: Met): boolean {
  if (met.has(root) || !scenes.has(root)) return false
  function begin(id: SceneId) {
    const ways: Option[] = []
    met.set(id, ways)
    return { ways, left: optionsOf(scenes.get(id)).values() }
  }
  const path = [begin(root)]
  for (let here = path.at(-1); here; here = path.at(-1)) {
    const { value: option, done } = here.left.next()
    if (done === true) path.pop()
    else if (option.target !== null && !met.has(option.target) && scenes.has(option.target)) {
      here.ways.push(option)
      path.push(begin(option.target))
    }
  }
  return true
}

/** Where to begin with what is left: first where nothing else leads, then wherever a circle is entered. */
function headsOf(scenes: Scenes, met: Met): SceneId[] {
  const left = [...scenes.values()].filter(({ id }) => !met.has(id))
  const led = new Set<SceneId | null>()
  for (const scene of left) for (const { target } of optionsOf(scene)) if (target !== scene.id) led.add(target)
  return [...left.filter(({ id }) => !led.has(id)), ...left.filter(({ id }) => led.has(id))].map(({ id }) => id)
}

type Unplaced<Node> = Node extends Placed ? Omit<Node, 'end' | 'place' | 'of'> : never
type Growing<Node> = { -readonly [Field in keyof Node]: Node[Field] }

/** The outline while it is made. */
class Plan {
  private readonly nodes: Growing<OutlineNode>[] = []
  /** How many lie in each by now. */
  private readonly inside = new Map<number, number>()

  constructor(
    private readonly scenes: Scenes,
    private readonly met: Met,
  ) {}

  /** Put a scene, and in it or after it all that was met by it. */
  put(root: SceneId, level: number, parent: number): void {
    /** What comes next is last; a number is a node with all in it by then. */
    const left: (number | (Spot & { readonly scene: SceneId }))[] = [{ scene: root, level, parent, branch: null }]
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (typeof next === 'number') {
        this.close(next)
        continue
      }
      const { scene, ...spot } = next
      const ways = this.met.get(scene) ?? []
      const index = this.putScene(scene, spot, ways)
      const [only] = ways
      if (only && ways.length === 1) left.push({ ...spot, scene: only.target ?? '', branch: null })
      else if (only) {
        const inside = { level: spot.level + 1, parent: index }
        left.push(index, ...ways.map(({ id, target }) => ({ ...inside, scene: target ?? '', branch: id })).reverse())
      }
    }
  }

  private putScene(id: SceneId, spot: Spot, ways: readonly Option[]): number {
    const index = this.add({ kind: 'scene', key: id, scene: id, ...spot })
    const inside = { level: spot.level + 1, parent: index }
    for (const option of optionsOf(this.scenes.get(id))) {
      const of = { scene: id, option: option.id, onward: ways.includes(option) }
      this.add({ kind: 'option', key: edgeId(id, option.id), ...of, ...inside })
    }
    this.close(index)
    return index
  }

  /** A node with nothing in it; its index. */
  add(node: Unplaced<OutlineNode>): number {
    const place = (this.inside.get(node.parent) ?? 0) + 1
    this.inside.set(node.parent, place)
    return this.nodes.push({ ...node, place, of: 0, end: this.nodes.length + 1 }) - 1
  }

  /** All that was added since lies in it. */
  close(index: number): void {
    const node = this.nodes[index]
    if (node) node.end = this.nodes.length
  }

  outline(): Outline {
    for (const node of this.nodes) node.of = this.inside.get(node.parent) ?? 0
    return { nodes: this.nodes, at: new Map(this.nodes.map(({ key }, index) => [key, index])) }
  }
}

interface Spot {
  readonly level: number
  readonly parent: number
  readonly branch: OptionId | null
}

/** The outline of a draft, made anew only when its scenes, options, ways or start are others: not as words are typed. */
export class OutlineKeeper {
  private followed: StoryDocument | null = null
  private known: Outline = { nodes: [], at: new Map() }

  follow(document: StoryDocument): Outline {
    if (this.followed === null || !sameShape(this.followed, document)) this.known = outlineOf(document)
    this.followed = document
    return this.known
  }
}

function sameShape(before: StoryDocument, now: StoryDocument): boolean {
  if (before.start !== now.start || before.scenes.size !== now.scenes.size) return false
  if (before.scenes === now.scenes) return true
  for (const [id, scene] of now.scenes) {
    const was = before.scenes.get(id)
    if (was === undefined || (was !== scene && !sameWays(optionsOf(was), optionsOf(scene)))) return false
  }
  return true
}

function sameWays(before: readonly Option[], now: readonly Option[]): boolean {
  if (before === now) return true
  const isSame = ({ id, target }: Option, index: number) => id === now[index]?.id && target === now[index].target
  return before.length === now.length && before.every(isSame)
}
