/**
 * Laying a large graph out in layers from left to right, in time that grows with its size.
 *
 * After Sugiyama, Tagawa and Toda (1981, https://doi.org/10.1109/TSMC.1981.4308636), without the nodes that stand for
 * long links there: a card stands one layer after the furthest of those that lead to it, ways back left out; in a layer,
 * cards are ordered by the mean place of their neighbours, and put as near to these as the order allows. Pure.
 */
import type { Position, SceneId } from '../../../story/model'
import type { Arranged, Graph, GraphNode } from './graph'

export const ACROSS = 128
export const DOWN = 40
const SWEEPS = 8

/** Lay out the graph, whose first node is where it begins. */
export function layeredLayout(graph: Graph): Arranged {
  const { outs, ins } = neighboursOf(graph)
  const order = orderOf(outs, ins)
  const layers = layersOf(order, outs)
  const centres = spread(graph.nodes, layers)
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const forth = sweep % 2 === 0
    for (const layer of forth ? layers : layers.toReversed()) settle(graph.nodes, layer, forth ? ins : outs, centres)
  }
  return placed(graph.nodes, layers, centres)
}

/** How many layers all links cross together: what laying out by the book takes nodes for. */
export function layersCrossed(graph: Graph): number {
  const { outs, ins } = neighboursOf(graph)
  const depths = new Map(
    layersOf(orderOf(outs, ins), outs).flatMap((layer, depth) => layer.map((node) => [node, depth])),
  )
  const spans = outs.flatMap((all, from) => all.map((to) => Math.abs((depths.get(to) ?? 0) - (depths.get(from) ?? 0))))
  return spans.reduce((sum, span) => sum + span, 0)
}

type Neighbours = readonly (readonly number[])[]
type Layers = readonly number[][]

function neighboursOf({ nodes, links }: Graph): { outs: Neighbours; ins: Neighbours } {
  const index = new Map(nodes.map(({ id }, at) => [id, at]))
  const outs: number[][] = nodes.map(() => [])
  const ins: number[][] = nodes.map(() => [])
  for (const [from, to] of links) {
    const [a, b] = [index.get(from), index.get(to)]
    if (a === undefined || b === undefined) continue
    outs[a]?.push(b)
    ins[b]?.push(a)
  }
  return { outs, ins }
}

/** The nodes so that links lead on, but for ways back: depth first, last left first out (Tarjan 1976). */
function orderOf(outs: Neighbours, ins: Neighbours): readonly number[] {
  const left: number[] = []
  const seen = new Set<number>()
  const nodes = [...outs.keys()]
  const roots = [0, ...nodes.filter((node) => ins[node]?.length === 0), ...nodes]
  for (const root of roots) {
    if (seen.has(root)) continue
    seen.add(root)
    const way: { node: number; next: number }[] = [{ node: root, next: 0 }]
    for (let here = way.at(-1); here; here = way.at(-1)) {
      const to = outs[here.node]?.[here.next]
      here.next += 1
      if (to === undefined) left.push(way.pop()?.node ?? root)
      else if (!seen.has(to)) {
        seen.add(to)
        way.push({ node: to, next: 0 })
      }
    }
  }
  return left.reverse()
}

function layersOf(order: readonly number[], outs: Neighbours): Layers {
  const turn = new Map(order.map((node, at) => [node, at]))
  const depths = new Map<number, number>()
  const layers: number[][] = []
  for (const node of order) {
    const depth = depths.get(node) ?? 0
    ;(layers[depth] ??= []).push(node)
    for (const next of outs[node] ?? []) {
      const leadsOn = (turn.get(next) ?? 0) > (turn.get(node) ?? 0)
      if (leadsOn) depths.set(next, Math.max(depths.get(next) ?? 0, depth + 1))
    }
  }
  return layers
}

/** To begin with, each layer is one column around the middle. */
function spread(nodes: readonly GraphNode[], layers: Layers): number[] {
  const centres = nodes.map(() => 0)
  for (const layer of layers) {
    const whole = layer.reduce((sum, node) => sum + heightOf(nodes, node) + DOWN, -DOWN)
    let top = -whole / 2
    for (const node of layer) {
      centres[node] = top + heightOf(nodes, node) / 2
      top += heightOf(nodes, node) + DOWN
    }
  }
  return centres
}

/** Order a layer by where its neighbours are, and put each card as near to them as those beside it allow. */
function settle(nodes: readonly GraphNode[], layer: number[], neighbours: Neighbours, centres: number[]): void {
  const wanted = new Map(layer.map((node) => [node, meanOf(neighbours[node] ?? [], centres) ?? centres[node] ?? 0]))
  layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0))
  // How far down each lies if they are packed; what is left to find is a rising row of offsets.
  let packed = 0
  const offsets = layer.map((node) => {
    const middle = packed + heightOf(nodes, node) / 2
    packed += heightOf(nodes, node) + DOWN
    return middle
  })
  const rising = nearestRising(layer.map((node, at) => (wanted.get(node) ?? 0) - (offsets[at] ?? 0)))
  layer.forEach((node, at) => (centres[node] = (rising[at] ?? 0) + (offsets[at] ?? 0)))
}

/** The row nearest to these numbers, by squares, that never falls: pool adjacent violators (Ayer et al. 1955). */
export function nearestRising(numbers: readonly number[]): readonly number[] {
  const pools: { sum: number; count: number }[] = []
  for (const number of numbers) {
    let pool = { sum: number, count: 1 }
    for (
      let before = pools.at(-1);
      before && before.sum / before.count > pool.sum / pool.count;
      before = pools.at(-1)
    ) {
      pools.pop()
      pool = { sum: before.sum + pool.sum, count: before.count + pool.count }
    }
    pools.push(pool)
  }
  return pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
}

function meanOf(nodes: readonly number[], centres: readonly number[]): number | null {
  return nodes.length === 0 ? null : nodes.reduce((sum, node) => sum + (centres[node] ?? 0), 0) / nodes.length
}

function placed(nodes: readonly GraphNode[], layers: Layers, centres: readonly number[]): Arranged {
  const places = new Map<SceneId, Position>()
  let x = 0
  for (const layer of layers) {
    let widest = 0
    for (const at of layer) {
      const node = nodes[at]
      if (!node) continue
      places.set(node.id, { x, y: (centres[at] ?? 0) - node.height / 2 })
      widest = Math.max(widest, node.width)
    }
    x += widest + ACROSS
  }
  return places
}

function heightOf(nodes: readonly GraphNode[], node: number): number {
  return nodes[node]?.height ?? 0
}
