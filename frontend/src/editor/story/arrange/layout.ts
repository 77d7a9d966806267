/**
 * Laying scenes out from left to right. Pure; slow for large stories, so it runs in a worker.
 *
 * Parts that are not linked lie below each other, single scenes in rows at the end. Small parts are laid out by dagre,
 * which crosses fewer links; it puts a node wherever a link crosses a layer and takes minutes for some hundred scenes
 * with ways back, so larger ones are laid out by `layered.ts` (see `docs/decisions/0022`).
 */
import { graphlib, layout as dagre, type EdgeLabel, type GraphLabel, type NodeLabel } from '@dagrejs/dagre'
import type { Position, SceneId } from '../../../story/model'
import type { Arranged, Graph, GraphNode } from './graph'
import { ACROSS, DOWN, layeredLayout, layersCrossed } from './layered'

/** Cards and crossed layers up to which dagre lays out. */
export const MOST_FOR_DAGRE = 300
const BETWEEN = 96
const IN_A_ROW = 8

/** Where every card of the graph goes, around no place in particular. */
export function layOut(graph: Graph): Arranged {
  const parts = partsOf(graph)
  const joined = parts.filter(({ nodes }) => nodes.length > 1)
  const single = parts.filter(({ nodes }) => nodes.length === 1).flatMap(({ nodes }) => nodes)
  const laidOut = joined.map((part) => (isSmall(part) ? dagreLayout(part) : layeredLayout(part)))
  const all = new Map<SceneId, Position>()
  let top = 0
  for (const part of [...laidOut, inRows(single)]) {
    top = putBelow(all, part, graph, top)
  }
  return all
}

/** What is linked, in whatever direction, with the part of the first node first. */
export function partsOf({ nodes, links }: Graph): readonly Graph[] {
  const beside = new Map<SceneId, SceneId[]>(nodes.map(({ id }) => [id, []]))
  for (const [from, to] of links) {
    beside.get(from)?.push(to)
    beside.get(to)?.push(from)
  }
  const partOf = new Map<SceneId, number>()
  let parts = 0
  for (const { id } of nodes) {
    if (partOf.has(id)) continue
    const waiting = [id]
    partOf.set(id, parts)
    for (let here = waiting.pop(); here !== undefined; here = waiting.pop()) {
      for (const next of beside.get(here) ?? []) {
        if (partOf.has(next)) continue
        partOf.set(next, parts)
        waiting.push(next)
      }
    }
    parts += 1
  }
  const found = Array.from({ length: parts }, () => ({
    nodes: [] as GraphNode[],
    links: [] as Graph['links'][number][],
  }))
  for (const node of nodes) found[partOf.get(node.id) ?? 0]?.nodes.push(node)
  for (const link of links) found[partOf.get(link[0]) ?? 0]?.links.push(link)
  return found
}

function isSmall(part: Graph): boolean {
  return part.nodes.length <= MOST_FOR_DAGRE && part.nodes.length + layersCrossed(part) <= MOST_FOR_DAGRE
}

function dagreLayout({ nodes, links }: Graph): Arranged {
  const graph = new graphlib.Graph<GraphLabel, NodeLabel, EdgeLabel>()
  graph.setGraph({ rankdir: 'LR', ranksep: ACROSS, nodesep: DOWN })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height })
  for (const [from, to] of links) graph.setEdge(from, to)
  dagre(graph)
  return new Map(
    nodes.map(({ id, width, height }) => {
      const { x, y } = graph.node(id) as Position
      return [id, { x: x - width / 2, y: y - height / 2 }]
    }),
  )
}

function inRows(nodes: readonly GraphNode[]): Arranged {
  const places = new Map<SceneId, Position>()
  const columns = Math.max(IN_A_ROW, Math.ceil(Math.sqrt(nodes.length)))
  let y = 0
  for (let from = 0; from < nodes.length; from += columns) {
    const row = nodes.slice(from, from + columns)
    let x = 0
    for (const { id, width } of row) {
      places.set(id, { x, y })
      x += width + DOWN
    }
    y += Math.max(...row.map(({ height }) => height)) + DOWN
  }
  return places
}

/** Put a part below what is there; the answer is where the next one goes. */
function putBelow(all: Map<SceneId, Position>, part: Arranged, { nodes }: Graph, top: number): number {
  if (part.size === 0) return top
  let [left, above, below] = [Infinity, Infinity, -Infinity]
  const own = nodes.filter(({ id }) => part.has(id))
  for (const { id, height } of own) {
    const { x, y } = part.get(id) ?? { x: 0, y: 0 }
    left = Math.min(left, x)
    above = Math.min(above, y)
    below = Math.max(below, y + height)
  }
  for (const [id, { x, y }] of part) all.set(id, { x: x - left, y: y - above + top })
  return top + below - above + BETWEEN
}
