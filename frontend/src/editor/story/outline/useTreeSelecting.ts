/** What of the outline's rows is selected: a row, a run of them, or some. The selection is the map's, too. */
import { useSelectionStore } from '../selection'
import { scenesBetween } from './rows'
import type { OutlineNode } from './structure'
import type { Rows } from './useRows'

export function useTreeSelecting(tree: Rows) {
  const selection = useSelectionStore()
  /** Where a run of selected rows began. */
  let anchor: string | null = null

  function isSelected(row: OutlineNode): boolean {
    if (row.kind === 'option') return selection.link === row.key
    // While one of its options is selected, that is what is meant.
    return row.kind === 'scene' && selection.scenes.has(row.scene) && !selection.link?.startsWith(`${row.scene}:`)
  }

  /** Select what a row stands for, and nothing else. */
  function select(row: OutlineNode): void {
    anchor = row.key
    selection.select(row.kind === 'apart' ? null : row.scene)
    if (row.kind === 'option') selection.selectLink(row.key)
  }

  /** Select and focus a row. */
  function go(row: OutlineNode | undefined): void {
    if (!row) return
    select(row)
    void tree.focus(row.key)
  }

  /** Go to a row and select all from where the run began. */
  function extend(row: OutlineNode | undefined): void {
    if (!row) return
    anchor ??= tree.active.value ?? row.key
    selection.selectAll(
      scenesBetween(tree.rows.value, tree.places.value.get(anchor) ?? 0, tree.places.value.get(row.key) ?? 0),
    )
    void tree.focus(row.key)
  }

  function toggle(row: OutlineNode): void {
    anchor = row.key
    if (row.kind === 'scene') selection.toggleScene(row.scene)
  }

  return { isSelected, select, go, extend, toggle, beginAt: (key: string) => void (anchor = key) }
}
