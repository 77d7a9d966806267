import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { defineComponent, ref } from 'vue'
import { useHand } from '../../src/editor/story/panel/useHand'
import type { Hotspot } from '../../src/story/model'

const SQUARE: Hotspot = {
  points: [
    [0.2, 0.2],
    [0.4, 0.2],
    [0.4, 0.4],
    [0.2, 0.4],
  ],
}

it('tells of the place that was moved, though none is chosen any more when it is let go', () => {
  const chosen = ref('door')
  const change = vi.fn<(place: string, hotspot: Hotspot) => void>()
  let hand!: ReturnType<typeof useHand>
  const Surface = defineComponent(() => {
    hand = useHand(() => (chosen.value === 'door' ? { id: 'door', hotspot: SQUARE } : undefined), change)
    return () => null
  })
  mount(Surface)
  hand.nudge('whole', [0.01, 0])
  chosen.value = ''
  hand.finish()
  expect(change).toHaveBeenCalledOnce()
  expect(change.mock.calls[0]![0]).toBe('door')
  expect(change.mock.calls[0]![1].points[0]![0]).toBeCloseTo(0.21)
})
