/** The draft, played while it is edited: where one is, what is remembered, the way so far. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { compileMachine, type Picture, type StoryMachine } from '../../../story/machine'
import type { Document as StoryDocument, Value } from '../../../story/model'
import { playOn, replay, stepsBack, type Kept, type Playing, type Step } from './playing'

export interface PreviewPorts {
  readonly storyId: () => string
  readonly document: () => StoryDocument
  readonly pictures: () => ReadonlyMap<string, Picture>
}

export function usePreview(ports: PreviewPorts, from: string | null) {
  /** Where it begins; null is the story's start. */
  const start = ref(from)
  const steps = shallowRef<readonly Step[]>([])
  const kept = ref<Kept>('same')
  // What plays changes within; each change is seen through a new frame around it.
  const frame = shallowRef<{ readonly playing: Playing } | null>(null)
  const playing = computed(() => frame.value?.playing ?? null)

  const now = computed(() => {
    const one = frame.value?.playing
    if (!one) return null
    const { scene, shown, options, context, path, visited } = one
    return { scene, shown, options, context, path, visited }
  })

  /** Begins where it is to, at the story's start, or else in the scene one is in. */
  function machine(here: string | null): StoryMachine | null {
    const document = ports.document()
    const begin = [start.value, document.start, here].find((scene) => scene !== null && document.scenes.has(scene))
    if (begin === undefined || begin === null) return null
    return compileMachine(document, ports.pictures(), { storyId: ports.storyId(), version: 0, start: begin })
  }

  function show(next: { playing: Playing; steps: readonly Step[] } | null): void {
    if (next?.playing !== playing.value) playing.value?.stop()
    steps.value = next?.steps ?? []
    frame.value = next && { playing: next.playing }
  }

  function playAnew(these: readonly Step[]): void {
    const made = machine(null)
    kept.value = 'same'
    show(made && replay(made, these))
  }

  /** The story has changed: go on where one was. */
  function follow(): void {
    const before = playing.value
    const made = machine(before?.scene ?? null)
    if (!made || !before) return playAnew(steps.value)
    const on = playOn(made, steps.value, before)
    if (on.kept !== 'same') kept.value = on.kept
    show(on)
  }

  function perform(step: Step): void {
    if (!playing.value?.do(step)) return
    kept.value = 'same'
    steps.value = [...steps.value, step]
    frame.value = { playing: playing.value }
  }

  /** Begin at the story's start (null) or at a scene. */
  function restart(at: string | null = start.value): void {
    start.value = at
    playAnew([])
  }

  watch([ports.document, ports.pictures], follow)
  onScopeDispose(() => playing.value?.stop())
  playAnew([])

  return {
    start,
    now,
    kept,
    canGoBack: computed(() => stepsBack(steps.value).length < steps.value.length && (now.value?.path.length ?? 0) > 1),
    take: (option: string) => perform({ kind: 'taken', option }),
    set: (name: string, value: Value) => perform({ kind: 'set', name, value }),
    back: () => playAnew(stepsBack(steps.value)),
    restart,
  }
}
