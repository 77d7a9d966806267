/** Where one looks: brought to a scene, to the selected ones, to all of them. From the draft, whatever is rendered. */
import { useVueFlow } from '@vue-flow/core'
import { until, useMediaQuery, useResizeObserver } from '@vueuse/core'
import { computed, nextTick, shallowRef, type Ref } from 'vue'
import type { Document as StoryDocument, Position, SceneId, Size } from '../../../story/model'
import type { Point } from '../commands/desk'
import { boxOf, CARD_WIDTH } from './cardShape'
import { onGrid } from './moving'
import {
  around,
  centredOn,
  frameOf,
  overviewIn,
  shifted,
  viewportClear,
  viewportStill,
  viewportWith,
  type Box,
  type Viewport,
} from './view'

/** So near a scene is looked at that was not in sight. */
const NEAR = 0.6
const PHONE = 0.8

export function useLooking(frame: Readonly<Ref<HTMLElement | null>>, story: () => StoryDocument) {
  const flow = useVueFlow('story')
  const wide = useMediaQuery('(min-width: 900px)')
  /** Whether there is a map of all in the corner. */
  const overviewed = computed(() => wide.value && story().scenes.size > 4)
  const still = useMediaQuery('(prefers-reduced-motion: reduce)')
  const size = shallowRef<Size>({ width: 0, height: 0 })
  /** Where one looks when the story opens; null until there is room to look at it. */
  const opening = shallowRef<Viewport | null>(null)
  const begun = shallowRef(false)
  const viewport = computed<Viewport>(() => (begun.value || !opening.value ? flow.viewport.value : opening.value))

  useResizeObserver(frame, () => {
    measure()
    if (size.value.width > 0) opening.value ??= first()
  })

  function measure(): void {
    const { width = 0, height = 0 } = frame.value?.getBoundingClientRect() ?? {}
    if (width !== size.value.width || height !== size.value.height) size.value = { width, height }
  }

  /** A story is shown whole when it opens, on a phone from its start; an empty one where its first scene is put. */
  function first(): Viewport {
    const all = whole()
    const start = story().scenes.get(story().start ?? '')
    if (!all) return { x: 0, y: 0, zoom: 1 }
    if (wide.value || !start) return viewportClear(all, size.value, covers())
    return centredOn(boxOf(start), size.value, PHONE)
  }

  function whole(): Box | null {
    const { scenes, groups } = story()
    return around([...[...scenes.values()].map(boxOf), ...[...groups.values()].map(frameOf)])
  }

  /** What lies over the map, in its own pixels; the overview does as soon as it has come. */
  function covers(): Box[] {
    const { left = 0, top = 0 } = frame.value?.getBoundingClientRect() ?? {}
    const over = frame.value?.parentElement?.querySelectorAll('[data-over-map]') ?? []
    const boxes = [...over].map((each) => shifted(each.getBoundingClientRect(), { x: -left, y: -top }))
    return overviewed.value ? [...boxes, overviewIn(size.value)] : boxes
  }

  /** Straight there: Vue Flow's own way is to step back and come near again. */
  async function look(at: Viewport, ms = 200): Promise<void> {
    await flow.setViewport(at, { duration: still.value ? 0 : ms, interpolate: 'linear' })
  }

  /** Show all of the story. */
  function fit(): void {
    const all = whole()
    if (all) void look(viewportClear(all, size.value, covers()))
  }

  /** Show all of these scenes, no nearer than they are large. */
  function zoomTo(scenes: Iterable<SceneId>): void {
    const found = [...scenes].map((id) => story().scenes.get(id)).filter((scene) => scene !== undefined)
    const all = around(found.map(boxOf))
    if (all) void look(viewportClear(all, size.value, covers(), 0.2))
  }

  /** Bring a scene into view, if it is not; near enough to read it unless one looks from afar. */
  async function reveal(scene: SceneId, nearest = viewport.value.zoom >= 0.2 ? NEAR : 0): Promise<void> {
    if (!begun.value) await until(begun).toBe(true)
    const found = story().scenes.get(scene)
    if (found) await bring(boxOf(found), nearest)
    await nextTick()
  }

  /** Bring it into view, and near enough to read what stands there. */
  async function bringNear(box: Box): Promise<void> {
    if (viewport.value.zoom >= NEAR) await bring(box)
    else await look(centredOn(box, size.value, PHONE))
  }

  async function bring(box: Box, nearest = NEAR): Promise<void> {
    await move((before) => viewportWith(box, before, size.value, nearest))
  }

  /** Bring a scene out from behind what has opened beside the map. */
  async function uncover(scene: SceneId): Promise<void> {
    if (!begun.value) await until(begun).toBe(true)
    const found = story().scenes.get(scene)
    if (found) await move((before) => viewportStill(boxOf(found), before, size.value))
  }

  async function move(to: (before: Viewport) => Viewport): Promise<void> {
    measure() // a panel may have opened just now
    const next = to(viewport.value)
    if (next !== viewport.value) await look(next)
  }

  /** Go to a scene, near enough to work on it. */
  async function goTo(scene: SceneId): Promise<void> {
    const found = story().scenes.get(scene)
    if (found) await look(centredOn(boxOf(found), size.value, PHONE))
  }

  function lookAt({ x, y }: Position): void {
    void look(centredOn({ left: x, right: x, top: y, bottom: y }, size.value, viewport.value.zoom), 0)
  }

  function panBy(by: Position): void {
    const { x, y, zoom } = viewport.value
    void flow.setViewport({ x: x + by.x, y: y + by.y, zoom })
  }

  /** The screen's point in canvas units. */
  function at({ x, y }: Position): Position {
    const box = frame.value?.getBoundingClientRect()
    const from = viewport.value
    return { x: (x - (box?.left ?? 0) - from.x) / from.zoom, y: (y - (box?.top ?? 0) - from.y) / from.zoom }
  }

  /** The place on the grid for a card at a point of the screen: centred on it, or with its target handle there. */
  function placeAt({ clientX, clientY }: Point, anchor: 'centre' | 'left' = 'centre'): Position {
    const { x, y } = at({ x: clientX, y: clientY })
    const left = anchor === 'left' ? 0 : CARD_WIDTH / 2
    return { x: onGrid(x - left), y: onGrid(y - 70) }
  }

  /** The place for a card in the middle of what is in sight. */
  function centre(): Position {
    const box = frame.value?.getBoundingClientRect()
    if (!box) return { x: 0, y: 0 }
    return placeAt({ clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 })
  }

  return {
    flow,
    overviewed,
    size,
    opening,
    viewport,
    begin: () => (begun.value = true),
    fit,
    zoomTo,
    reveal,
    uncover,
    bring,
    bringNear,
    goTo,
    lookAt,
    panBy,
    at,
    placeAt,
    centre,
  }
}
