/** What the canvas draws, derived from the document: one pure function for the cards, one for the curves. */
import type { Edge, Node } from '@vue-flow/core'
import type { Document as StoryDocument, Scene, SceneId } from '../../../story/model'
import { edgeId, toneOf, type Marks, type Tone } from './tones'

/** The handle from which a new option is drawn. Option ids begin with a letter or digit, so it is none. */
export const NEW_OPTION_HANDLE = '+'

export type SceneNode = Node<Scene, Record<string, never>, 'scene'>
export interface LinkData {
  readonly scene: string
  readonly option: string
}
export type Link = Edge<LinkData>

/**
 * A node per scene of those given; all without a set. A scene that did not change gives the same node as before,
 * so that Vue Flow has nothing to do.
 */
export function nodesFor(document: StoryDocument, given: ReadonlySet<SceneId> | null = null): SceneNode[] {
  return scenesOf(document, given).map(nodeOf)
}

/** An edge per option between two of the scenes given. */
export function edgesFor(document: StoryDocument, given: ReadonlySet<SceneId> | null = null): Link[] {
  return scenesOf(document, given).flatMap((scene) =>
    scene.data.options
      .filter(({ target }) => target !== null && (given?.has(target) ?? true) && document.scenes.has(target))
      .map((option) => edgeOf(scene.id, option.id, option.target ?? '')),
  )
}

/** The scenes given, or all. */
function scenesOf({ scenes }: StoryDocument, given: ReadonlySet<SceneId> | null): Scene[] {
  if (given === null) return [...scenes.values()]
  return [...given].map((id) => scenes.get(id)).filter((scene) => scene !== undefined)
}

const nodes = new WeakMap<Scene, SceneNode>()

function nodeOf(scene: Scene): SceneNode {
  const known = nodes.get(scene)
  if (known) return known
  const node: SceneNode = {
    id: scene.id,
    type: 'scene',
    class: 'nopan',
    zIndex: 1, // words are not struck through by links that touch the selection
    position: { ...scene.position },
    data: scene,
  }
  nodes.set(scene, node)
  return node
}

function edgeOf(scene: string, option: string, target: string): Link {
  return {
    id: edgeId(scene, option),
    source: scene,
    sourceHandle: option,
    target,
    targetHandle: 'in',
    data: { scene, option },
    type: 'link',
  }
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
