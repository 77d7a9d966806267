/**
 * Playing the draft: the compiled machine runs in XState as a published one would. What was taken is remembered as
 * option ids, so that going back, and going on after an edit, is playing them again.
 */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { createActor, type AnyActor, type AnyMachineSnapshot } from 'xstate'
import { compileMachine, stepScene, type Picture, type StoryMachine } from '../../../story/machine'
import type { Document as StoryDocument, Value } from '../../../story/model'
import { offeredOptions, type Context } from '../../../story/rules'
import { previewMachine, type PreviewContext } from '../../../story/xstate'

interface Playing {
  readonly machine: StoryMachine
  readonly actor: AnyActor
}

export interface PreviewPorts {
  readonly storyId: () => string
  readonly document: () => StoryDocument
  readonly pictures: () => ReadonlyMap<string, Picture>
}

export function usePreview(ports: PreviewPorts, from: string | null) {
  const start = ref(from)
  const taken = ref<readonly string[]>([])
  const snapshot = shallowRef<AnyMachineSnapshot | null>(null)
  let playing: Playing | null = null

  const scene = computed(() => (snapshot.value ? String(snapshot.value.value) : null))
  const remembered = computed(() => (snapshot.value?.context ?? { $visited: new Set() }) as PreviewContext)
  const context = computed<Context>(() => {
    const held = [...ports.document().variables.keys()].map((name) => [name, remembered.value[name]] as const)
    return Object.fromEntries(held.filter((each): each is readonly [string, Value] => each[1] !== undefined))
  })
  const shown = computed(() => {
    if (!playing || scene.value === null) return null
    return playing.machine.states[scene.value]?.meta.scene ?? null
  })
  const options = computed(() => {
    const step = playing && scene.value !== null ? stepScene(playing.machine, scene.value) : undefined
    const offered = step ? offeredOptions(step, context.value, remembered.value.$visited) : []
    return offered.filter((each) => each.shown !== 'hidden')
  })
  const variables = computed(() =>
    Object.entries(context.value).map(([name, value]) => ({ name, value: String(value) })),
  )

  /** Build the machine anew and play what was taken, as far as it is still offered. */
  function play(): void {
    playing?.actor.stop()
    const document = ports.document()
    const begin = start.value ?? document.start
    if (begin === null || !document.scenes.has(begin)) {
      playing = null
      snapshot.value = null
      return
    }
    const machine = compileMachine(document, ports.pictures(), { storyId: ports.storyId(), version: 0, start: begin })
    const actor = createActor(previewMachine(machine)).start()
    const steps = [...taken.value]
    const refusedAt = steps.findIndex((option) => !sent(actor, option))
    if (refusedAt >= 0) taken.value = steps.slice(0, refusedAt)
    playing = { machine, actor }
    snapshot.value = actor.getSnapshot() as AnyMachineSnapshot
  }

  function take(option: string): void {
    if (!playing || !sent(playing.actor, option)) return
    taken.value = [...taken.value, option]
    snapshot.value = playing.actor.getSnapshot() as AnyMachineSnapshot
  }

  function back(): void {
    taken.value = taken.value.slice(0, -1)
    play()
  }

  /** Begin at the story's start (null) or at a scene. */
  function restart(at: string | null = start.value): void {
    start.value = at
    taken.value = []
    play()
  }

  watch([ports.document, ports.pictures], play)
  onScopeDispose(() => playing?.actor.stop())
  play()

  return { start, taken, scene, shown, options, variables, context, take, back, restart }
}

/** Take an option if it is offered. */
function sent(actor: AnyActor, option: string): boolean {
  const event = { type: option }
  if (!(actor.getSnapshot() as AnyMachineSnapshot).can(event)) return false
  actor.send(event)
  return true
}
