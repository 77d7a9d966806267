/** Arranging scenes on the canvas: each time one action, which one undo takes back. */
import { useMediaQuery } from '@vueuse/core'
import { nextTick, onScopeDispose, ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Edit } from '../../../story/edits'
import type { Document as StoryDocument, Position, Scene, SceneId } from '../../../story/model'
import { say } from '../../../ui'
import type { Desk, Point } from '../commands/desk'
import { newId } from '../ids'
import { laterCode } from '../../../ui/later'
import type { Axis, Edge } from './aligning'
import { graphOf, type Arranged } from './graph'
import { nearestFree } from '../canvas/placement'
import { groupsOf, newNote, planGroup } from './grouping'
import { planMoves } from './moves'
import { LayoutFailed, startLayout } from './startLayout'

const aligning = laterCode(() => import('./aligning'))

/** How long the cards glide, as the style of the screen says. */
const GLIDE_MS = 280
/** More cards than these are put in their places at once. */
const MOST_GLIDING = 300

export interface Arranging {
  /** How many scenes are being laid out; null while none are. */
  readonly working: Ref<number | null>
  /** While cards glide to where they were put. */
  readonly gliding: Ref<boolean>
  readonly align: (edge: Edge) => Promise<void>
  readonly distribute: (axis: Axis) => Promise<void>
  /** Put a frame around what is selected, and name it. */
  readonly group: () => Promise<void>
  readonly ungroup: () => void
  /** Begin a note there, or in the middle of what is in sight; it comes to be with its first words. */
  readonly note: (at?: Point) => void
  readonly isGrouped: () => boolean
  readonly layOut: (which: 'story' | 'selection') => Promise<void>
  readonly cancel: () => void
}

export function useArranging({ selection, gestures, story, view }: Desk): Arranging {
  const { t } = useI18n()
  const still = useMediaQuery('(prefers-reduced-motion: reduce)')
  const working = ref<number | null>(null)
  const gliding = ref(false)
  let stop: AbortController | null = null
  onScopeDispose(cancel)

  function selected(): readonly Scene[] {
    return [...selection.scenes].flatMap((id) => story()?.scenes.get(id) ?? [])
  }

  function move(edits: readonly Edit[]): void {
    if (edits.length === 0) {
      say(t('story.arrange.already'))
      return
    }
    gliding.value = !still.value && (story()?.scenes.size ?? 0) <= MOST_GLIDING
    gestures.act(edits)
    setTimeout(() => (gliding.value = false), GLIDE_MS + 50)
  }

  async function group(): Promise<void> {
    const document = story()
    const id = newId()
    const edit = document && planGroup(document, selected(), id, t('story.arrange.group'))
    if (!edit) say(t('story.arrange.groupLimit'))
    else if (gestures.act([edit])) {
      await nextTick()
      view()?.nameGroup?.(id)
    }
  }

  function ungroup(): void {
    const document = story()
    if (document) gestures.removeGroups(groupsOf(document, selected()).map(({ id }) => id))
  }

  function note(at?: Point): void {
    const [document, map] = [story(), view()]
    if (!document || !map?.beginNote) return
    const place = at ? map.placeAt(at) : nearestFree(document, map.centre())
    const begun = newNote(document, place, newId())
    if (begun) map.beginNote(begun)
    else say(t('story.arrange.groupLimit'))
  }

  async function layOut(which: 'story' | 'selection'): Promise<void> {
    const document = story()
    if (!document) return
    const ids = which === 'selection' ? selection.scenes : new Set(document.scenes.keys())
    cancel()
    const mine = new AbortController()
    stop = mine
    working.value = ids.size
    try {
      const arranged = await startLayout(graphOf(document, ids), mine.signal)
      if (arranged) putThere(arranged, document, which)
    } catch (error) {
      if (!(error instanceof LayoutFailed)) throw error
      say(t('story.arrange.failed'), { tone: 'bad' })
    } finally {
      if (stop === mine) cancel()
    }
  }

  function putThere(arranged: Arranged, before: StoryDocument, which: 'story' | 'selection'): void {
    const now = story()
    const scenes = [...arranged.keys()].flatMap((id) => now?.scenes.get(id) ?? [])
    // Another layout would suit a story with other links; other words make no difference.
    if (!now || scenes.length < arranged.size || hasOtherLinks(before, now, arranged)) {
      say(t('story.arrange.overtaken'))
      return
    }
    move(planMoves(scenes, placesIn(arranged, scenes)))
    if (which === 'story') setTimeout(() => view()?.fit?.(), still.value ? 0 : GLIDE_MS)
  }

  function cancel(): void {
    stop?.abort()
    stop = null
    working.value = null
  }

  return {
    working,
    gliding,
    align: async (edge) => {
      const { planAlign } = await aligning()
      move(planAlign(selected(), edge))
    },
    distribute: async (axis) => {
      const { planDistribute } = await aligning()
      move(planDistribute(selected(), axis))
    },
    group,
    ungroup,
    note,
    isGrouped: () => (story()?.groups.size ?? 0) > 0 && groupsOf(story() as StoryDocument, selected()).length > 0,
    layOut,
    cancel,
  }
}

/** The top left corner of all stays where it is. */
function placesIn(arranged: Arranged, scenes: readonly Scene[]): (scene: Scene) => Position {
  const least = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b), Infinity)
  const places = [...arranged.values()]
  const x = least(scenes.map(({ position }) => position.x)) - least(places.map((place) => place.x))
  const y = least(scenes.map(({ position }) => position.y)) - least(places.map((place) => place.y))
  return ({ id, position }) => {
    const place = arranged.get(id)
    return place ? { x: place.x + x, y: place.y + y } : position
  }
}

function hasOtherLinks(before: StoryDocument, now: StoryDocument, ids: ReadonlyMap<SceneId, unknown>): boolean {
  const targets = (document: StoryDocument, id: SceneId) =>
    document.scenes
      .get(id)
      ?.data.options.map(({ target }) => target)
      .join()
  return [...ids.keys()].some(
    (id) => before.scenes.get(id) !== now.scenes.get(id) && targets(before, id) !== targets(now, id),
  )
}
