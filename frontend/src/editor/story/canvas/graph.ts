/** What the canvas draws, derived from the document: one pure function for the cards, one for the curves. */
import type { Edge, Node } from '@vue-flow/core'
import type { Document as StoryDocument, Option, Position, Scene, SceneId } from '../../../story/model'
import { edgeId, toneOf, type Marks, type Tone } from './tones'

/** The handle from which a new option is drawn. Option ids begin with a letter or digit, so it is none. */
export const NEW_OPTION_HANDLE = '+'

/** Without the scene: what is written in it is none of Vue Flow's business. */
export type SceneNode = Node<undefined, Record<string, never>, 'scene'>
export interface LinkData {
  readonly scene: string
  readonly option: string
}
export type Link = Edge<LinkData>

/**
 * A node per scene of those given; all without a set. A scene that was not moved gives the same node as before, and an
 * option that leads where it did the same edge, so that Vue Flow has nothing to do.
 */
export function nodesFor(document: StoryDocument, given: ReadonlySet<SceneId> | null = null): SceneNode[] {
  return scenesOf(document, given).map(nodeOf)
}

/** An edge per option between two of the scenes given. */
export function edgesFor(document: StoryDocument, given: ReadonlySet<SceneId> | null = null): Link[] {
  return scenesOf(document, given).flatMap((scene) =>
    scene.data.options
      .filter(({ target }) => target !== null && (given?.has(target) ?? true) && document.scenes.has(target))
      .map((option) => edgeOf(scene.id, option, option.target ?? '')),
  )
}

/** The scenes given, or all. */
function scenesOf({ scenes }: StoryDocument, given: ReadonlySet<SceneId> | null): Scene[] {
  if (given === null) return [...scenes.values()]
  return [...given].map((id) => scenes.get(id)).filter((scene) => scene !== undefined)
}

const nodes = new WeakMap<Position, SceneNode>()

function nodeOf(scene: Scene): SceneNode {
  const known = nodes.get(scene.position)
  if (known?.id === scene.id) return known
  const node: SceneNode = {
    id: scene.id,
    type: 'scene',
    class: 'nopan',
    zIndex: 1, // words are not struck through by links that touch the selection
    position: { ...scene.position },
  }
  nodes.set(scene.position, node)
  return node
}

const links = new WeakMap<Option, Link>()

function edgeOf(scene: string, option: Option, target: string): Link {
  const known = links.get(option)
  if (known?.source === scene) return known
  const link: Link = {
    id: edgeId(scene, option.id),
    source: scene,
    sourceHandle: option.id,
    target,
    targetHandle: 'in',
    data: { scene, option: option.id },
    type: 'link',
  }
  links.set(option, link)
  return link
}

/** Only a chosen way lies above the cards, which have 1. */
const HEIGHT: Readonly<Record<Tone, number>> = { resting: 0, touching: 1, played: 1, chosen: 2 }

/** The edges with those marked that stand out. */
export function withMarks(edges: readonly Link[], marks: Marks): Link[] {
  // Vue Flow keeps what an edge had before and is not told anew, so every mark is said of every edge.
  return edges.map((edge) => {
    const tone = toneOf(marks, edge.source, edge.data?.option ?? '', edge.target)
    return { ...edge, class: tone, zIndex: HEIGHT[tone] }
  })
}
