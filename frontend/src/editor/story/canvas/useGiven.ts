/** Which scenes Vue Flow is given, as one looks around. */
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { Document as StoryDocument, SceneId, Size } from '../../../story/model'
import type { SceneIndex } from './sceneIndex'
import { boxInSight, levelAt, nextGiven, sameSet, type Level, type Viewport } from './view'

/** Larger stories are drawn only where one looks; smaller ones whole, for screen readers and the browser's own search. */
const WHOLE_UP_TO = 150
/** How many cards are made in one frame: as many as leave the frame its time. */
const A_FRAME = 2
/** While one looks around, none goes before there are so many. */
const MOST = 120

export interface Looking {
  readonly document: () => StoryDocument
  readonly index: () => SceneIndex
  readonly viewport: () => Viewport
  readonly size: () => Size
  /** One is on the way: what is not urgent waits. */
  readonly looking: () => boolean
  /** Scenes that are given wherever one looks: what has or would get the focus. */
  readonly always: () => readonly SceneId[]
}

export function useGiven({ document, index, viewport, size, looking, always }: Looking) {
  const whole = computed(() => document().scenes.size <= WHOLE_UP_TO)
  const near = shallowRef<Level>(levelAt(viewport().zoom))
  const level = computed<Level>(() => (whole.value ? 'card' : near.value))
  const given = shallowRef<ReadonlySet<SceneId>>(new Set())
  /** Those of them whose handles have been measured by now, so that curves can end at them. */
  const measured = shallowRef<ReadonlySet<SceneId>>(new Set())
  let first = true
  let frame = 0

  /** Give what is wanted now and at most `room` more; whether that is another set than before. */
  function step(room: number): boolean {
    if (whole.value || size().width === 0) return false
    near.value = levelAt(viewport().zoom, near.value)
    const wanted = always().filter((id) => document().scenes.has(id))
    const before = given.value
    if (near.value !== 'card') {
      if (!sameSet(before, wanted)) given.value = new Set(wanted)
      return false
    }
    const sight = boxInSight(viewport(), size())
    const kept = looking() && before.size < MOST ? [...before].filter((id) => document().scenes.has(id)) : []
    given.value = nextGiven(before, index(), sight, [...wanted, ...kept], first ? Infinity : room)
    first = false
    return given.value !== before
  }

  /** Only a frame's own step lets more come in, as several things can change in one frame. */
  function follow(): void {
    step(0)
    if (frame === 0) frame = requestAnimationFrame(again)
  }

  function again(): void {
    frame = step(A_FRAME) ? requestAnimationFrame(again) : 0
  }

  // A card is measured in the frame after the one in which it was made. Until then, and as long as one is on the way,
  // its ways are painted with the others.
  watch([given, looking], ([now, busy]) => {
    if (!busy) requestAnimationFrame(() => requestAnimationFrame(() => (measured.value = now)))
  })
  watch([whole, document, () => ({ ...viewport() }), size, looking, always], follow, { immediate: true })
  onScopeDispose(() => cancelAnimationFrame(frame))

  return {
    level,
    /** Null for all. */
    given: computed(() => (whole.value ? null : given.value)),
    /** Null for all. */
    joined: computed<ReadonlySet<SceneId> | null>((before) => {
      if (whole.value) return null
      const there = [...measured.value].filter((id) => given.value.has(id) && document().scenes.has(id))
      return before && sameSet(before, there) ? before : new Set(there)
    }),
  }
}
