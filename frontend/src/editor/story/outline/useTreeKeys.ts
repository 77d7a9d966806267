/** The outline's keys: those of a tree (WAI-ARIA's), and the map's where a row is a scene or an option. */
import { useSelectionStore } from '../selection'
import { parentOf, parentsOf } from './rows'
import type { OutlineNode } from './structure'
import type { Rows } from './useRows'

interface Deeds {
  /** The row in which something happened. */
  readonly rowUnder: (event: Event) => OutlineNode | undefined
  /** Select and focus a row. */
  readonly go: (row: OutlineNode | undefined) => void
  /** Go to a row and select all from where the run began. */
  readonly extend: (row: OutlineNode | undefined) => void
  readonly select: (row: OutlineNode) => void
  readonly toggle: (row: OutlineNode) => void
  readonly open: (row: OutlineNode) => void
  /** Add a scene that follows. */
  readonly follow: (row: OutlineNode) => void
  readonly rename: () => void
  readonly removeAt: (row: OutlineNode) => void
  readonly moveOption: (by: -1 | 1) => void
}

const STEPS: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'])

/** Answers a key that is pressed on a row. */
export function useTreeKeys(tree: Rows, on: Deeds): (event: KeyboardEvent) => void {
  const selection = useSelectionStore()

  /** The row that an arrow key, Home, End or a page leads to. */
  function rowAt(key: string): OutlineNode | undefined {
    const { value: index } = tree.activeIndex
    const to: Readonly<Record<string, number>> = {
      ArrowUp: index - 1,
      ArrowDown: index + 1,
      Home: 0,
      End: tree.rows.value.length - 1,
      PageUp: Math.max(0, index - tree.page()),
      PageDown: Math.min(tree.rows.value.length - 1, index + tree.page()),
    }
    return tree.rows.value[to[key] ?? -1]
  }

  function key(event: KeyboardEvent): void {
    const row = on.rowUnder(event)
    // In a row there may be words that are being written.
    const isOwn = (event.target as Element).getAttribute('role') === 'treeitem'
    if (!row || !isOwn || !answers(event, row)) return
    event.preventDefault()
    event.stopPropagation()
  }

  function answers(event: KeyboardEvent, row: OutlineNode): boolean {
    if (STEPS.has(event.key) && !event.altKey) step(event)
    else if (event.altKey) return moves(event, row)
    else if (event.key === ' ') press(event, row)
    else if (event.ctrlKey || event.metaKey) return false
    else if (event.key === 'ArrowRight') enter(row)
    else if (event.key === 'ArrowLeft') leave(row)
    else if (event.key === '*') tree.open(...parentsBeside(row))
    else if (event.key === 'Enter') on.open(row)
    else if (event.key === 'F2') on.rename()
    else if (event.key === 'Delete' || event.key === 'Backspace') on.removeAt(row)
    else if (event.key === 'Escape' && selection.scenes.size > 1) selection.select(null)
    else if (event.key.toLowerCase() === 'n' && !event.shiftKey) on.follow(row)
    else return false
    return true
  }

  function step({ key: pressed, shiftKey, ctrlKey, metaKey }: KeyboardEvent): void {
    const row = rowAt(pressed)
    if (shiftKey) on.extend(row)
    else if (!ctrlKey && !metaKey) on.go(row)
    else if (row) void tree.focus(row.key)
  }

  function moves({ key: pressed }: KeyboardEvent, row: OutlineNode): boolean {
    if (row.kind !== 'option' || (pressed !== 'ArrowUp' && pressed !== 'ArrowDown')) return false
    on.select(row)
    on.moveOption(pressed === 'ArrowUp' ? -1 : 1)
    return true
  }

  function press({ shiftKey, ctrlKey, metaKey }: KeyboardEvent, row: OutlineNode): void {
    if (shiftKey || ctrlKey || metaKey) on.toggle(row)
    else on.open(row)
  }

  /** Open it; what is open is gone into. */
  function enter(row: OutlineNode): void {
    const isOpen = tree.isOpen(row)
    if (isOpen === false) tree.open(row.key)
    else if (isOpen) on.go(rowAt('ArrowDown'))
  }

  /** Close it; from what is closed, or has nothing in it, one goes to what it lies in. */
  function leave(row: OutlineNode): void {
    if (tree.isOpen(row)) tree.close(row.key)
    else on.go(parentOf(tree.outline.value, row))
  }

  /** Those that lie in the same as the row, and have something in them. */
  function parentsBeside({ parent }: OutlineNode): readonly string[] {
    return parentsOf(tree.outline.value).flatMap((row) => (row.parent === parent ? [row.key] : []))
  }

  return key
}
