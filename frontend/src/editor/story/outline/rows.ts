/** What of an outline is shown, and how one goes through it. Pure. */
import type { SceneId } from '../../../story/model'
import type { Outline, OutlineNode } from './structure'

/** The nodes in sight, where those in `closed` keep to themselves what lies in them. */
export function rowsOf({ nodes }: Outline, closed: ReadonlySet<string>): readonly OutlineNode[] {
  if (closed.size === 0) return nodes
  const rows: OutlineNode[] = []
  let index = 0
  for (let node = nodes[index]; node; node = nodes[index]) {
    rows.push(node)
    index = closed.has(node.key) ? node.end : index + 1
  }
  return rows
}

/** Whether anything lies in it. */
export function isParent({ at }: Outline, { key, end }: OutlineNode): boolean {
  return end > (at.get(key) ?? 0) + 1
}

/** All that have something in them. */
export function parentsOf(outline: Outline): readonly OutlineNode[] {
  return outline.nodes.filter((node) => isParent(outline, node))
}

/** The node it lies in. */
export function parentOf({ nodes }: Outline, { parent }: OutlineNode): OutlineNode | undefined {
  return nodes[parent]
}

/** All that it lies in, the innermost first. */
export function aboveOf(outline: Outline, key: string): readonly OutlineNode[] {
  const above: OutlineNode[] = []
  let node = outline.nodes[outline.at.get(key) ?? -1]
  while ((node = node && parentOf(outline, node))) above.push(node)
  return above
}

/** The scenes among the rows from one to another, both included, whichever comes first. */
export function scenesBetween(rows: readonly OutlineNode[], one: number, other: number): readonly SceneId[] {
  return rows
    .slice(Math.min(one, other), Math.max(one, other) + 1)
    .flatMap((row) => (row.kind === 'scene' ? [row.scene] : []))
}
