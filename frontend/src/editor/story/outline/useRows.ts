/** The outline's rows: which there are, which are made, and which has the focus or would get it. */
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/vue-virtual'
import { computed, nextTick, ref, shallowRef, watch, type ComponentPublicInstance, type Ref } from 'vue'
import type { Document as StoryDocument } from '../../../story/model'
import { aboveOf, isParent, rowsOf } from './rows'
import { OutlineKeeper, type OutlineNode } from './structure'

interface Given {
  readonly document: () => StoryDocument
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  /** The row that Tab leads to before one has had the focus. */
  readonly first: () => string | null
}

/** A row's height before it has been measured, in rem. */
const HEIGHTS: Readonly<Record<OutlineNode['kind'], number>> = { scene: 4.5, option: 2.25, apart: 3.5 }
/** So many are made outside what is in sight. */
const AROUND = 10

export type Rows = ReturnType<typeof useRows>

export function useRows({ document: story, scroller, first }: Given) {
  const keeper = new OutlineKeeper()
  const outline = computed(() => keeper.follow(story()))
  /** What is in these is not shown. */
  const closed = shallowRef<ReadonlySet<string>>(new Set())
  const rows = computed(() => rowsOf(outline.value, closed.value))
  const places = computed(() => new Map(rows.value.map(({ key }, index) => [key, index])))
  const active = ref<string | null>(null)
  const activeIndex = computed(() => places.value.get(active.value ?? first() ?? '') ?? 0)
  const activeRow = computed(() => rows.value[activeIndex.value])
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)

  // Another function tells the virtualizer that there are other rows.
  const keyAt = computed(() => {
    const { value: all } = rows
    return (index: number) => all[index]?.key ?? index
  })
  /** The row that has the focus stays made, wherever one looks. */
  const made = computed(() => {
    const [index, count] = [activeIndex.value, rows.value.length]
    return (range: Range) => {
      const near = defaultRangeExtractor(range)
      if (index >= count || near.includes(index)) return near
      return [...near, index].toSorted((one, other) => one - other)
    }
  })
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>(
    computed(() => ({
      count: rows.value.length,
      getScrollElement: () => scroller.value,
      estimateSize: (index: number) => HEIGHTS[rows.value[index]?.kind ?? 'option'] * rem,
      getItemKey: keyAt.value,
      rangeExtractor: made.value,
      overscan: AROUND,
      paddingEnd: rem,
      scrollPaddingStart: rem,
      scrollPaddingEnd: rem,
    })),
  )
  const shown = computed(() =>
    virtualizer.value.getVirtualItems().flatMap(({ index, start }) => {
      const row = rows.value[index]
      return row ? [{ row, index, start }] : []
    }),
  )

  /** How many rows there is room for. */
  function page(): number {
    const { startIndex, endIndex } = virtualizer.value.range ?? { startIndex: 0, endIndex: 0 }
    return Math.max(1, endIndex - startIndex - 1)
  }

  function measure(element: Element | ComponentPublicInstance | null): void {
    virtualizer.value.measureElement(element as HTMLElement | null)
  }

  function setClosed(keys: Iterable<string>): void {
    closed.value = new Set(keys)
  }

  function open(...keys: readonly string[]): void {
    const opened = new Set(keys)
    if (keys.some((key) => closed.value.has(key))) setClosed([...closed.value].filter((key) => !opened.has(key)))
  }

  function close(...keys: readonly string[]): void {
    setClosed([...closed.value, ...keys])
  }

  /** Whether what is in it is shown; null where nothing is. */
  function isOpen(row: OutlineNode): boolean | null {
    return isParent(outline.value, row) ? !closed.value.has(row.key) : null
  }

  /** Bring a row into view; Tab leads to it from now on. */
  async function reveal(key: string): Promise<void> {
    if (!outline.value.at.has(key)) return
    open(...aboveOf(outline.value, key).map((above) => above.key))
    active.value = key
    await nextTick()
    const { startIndex, endIndex } = virtualizer.value.range ?? { startIndex: 0, endIndex: 0 }
    const isNear = activeIndex.value >= startIndex - 2 && activeIndex.value <= endIndex + 2
    virtualizer.value.scrollToIndex(activeIndex.value, { align: isNear ? 'auto' : 'center' })
  }

  async function focus(key: string): Promise<void> {
    await reveal(key)
    elementOf(key)?.focus({ preventScroll: true })
  }

  function elementOf(key: string): HTMLElement | null {
    return scroller.value?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null
  }

  // A row that goes while it has the focus leaves it to what it was closed in, or to what comes in its place; one that
  // only moves keeps it.
  watch(rows, (now, before) => {
    const hadFocus = scroller.value?.contains(document.activeElement) === true
    if (active.value !== null && !places.value.has(active.value)) {
      const around = aboveOf(outline.value, active.value).find(({ key }) => places.value.has(key))
      const at = before.findIndex(({ key }) => key === active.value)
      active.value = (around ?? now[Math.min(at, now.length - 1)])?.key ?? null
    }
    const { value: key } = active
    if (!hadFocus || key === null) return
    void nextTick(() => {
      if (scroller.value?.contains(document.activeElement) !== true) void focus(key)
    })
  })

  return {
    outline,
    rows,
    places,
    shown,
    height: computed(() => virtualizer.value.getTotalSize()),
    active,
    activeIndex,
    activeRow,
    page,
    measure,
    open,
    close,
    isAllOpen: computed(() => rows.value.length === outline.value.nodes.length),
    isOpen,
    reveal,
    focus,
    elementOf,
  }
}
