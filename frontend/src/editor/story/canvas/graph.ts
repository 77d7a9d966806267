/** What the canvas draws, derived from the document: one pure function for the cards, one for the curves. */
import type { Edge, Node } from '@vue-flow/core'
import type { Document as StoryDocument, Scene } from '../../../story/model'

export const CARD_WIDTH = 224
export const PICTURE_HEIGHT = 140
/** About what a card with two options measures; used before it has been measured. */
export const CARD_HEIGHT = 272

/** The handle from which a new option is drawn. Option ids begin with a letter or digit, so it is none. */
export const NEW_OPTION_HANDLE = '+'

export type SceneNode = Node<Scene, Record<string, never>, 'scene'>
export interface LinkData {
  readonly scene: string
  readonly option: string
}
export type Link = Edge<LinkData>

/** A node per scene. A scene that did not change gives the same node as before, so that Vue Flow has nothing to do. */
export function nodesFor(document: StoryDocument): SceneNode[] {
  return [...document.scenes.values()].map(nodeOf)
}

/** An edge per option whose target exists. */
export function edgesFor(document: StoryDocument): Link[] {
  return [...document.scenes.values()].flatMap((scene) =>
    scene.data.options
      .filter((option) => option.target !== null && document.scenes.has(option.target))
      .map((option) => edgeOf(scene.id, option.id, option.target ?? '')),
  )
}

export function edgeId(scene: string, option: string): string {
  return `${scene}:${option}`
}

const nodes = new WeakMap<Scene, SceneNode>()

function nodeOf(scene: Scene): SceneNode {
  const known = nodes.get(scene)
  if (known) return known
  const node: SceneNode = { id: scene.id, type: 'scene', position: { ...scene.position }, data: scene }
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

/** The edges with those marked that touch the selected scene, and the chosen one. */
export function withSelection(edges: readonly Link[], scene: string | null, link: string | null): Link[] {
  // Vue Flow keeps what an edge had before and is not told anew, so every mark is said of every edge.
  return edges.map((edge) => {
    if (edge.id === link) return { ...edge, class: 'chosen', zIndex: 2 }
    const touching = edge.source === scene || edge.target === scene
    return touching ? { ...edge, class: 'touching', zIndex: 1 } : { ...edge, class: 'resting', zIndex: 0 }
  })
}
