/** What is painted is not painted anew for what came out the same. */
import { expect, it } from 'vitest'
import { computed, shallowRef } from 'vue'
import { noticing } from '../../src/editor/story/canvas/noticing'

it('is due when what it looked at is another, and not when that was only worked out again', () => {
  const scenes = new Set(['one'])
  const moving = shallowRef({ scenes, by: 0 })
  const dragged = computed(() => moving.value.scenes)
  let [made, due] = [0, 0]
  const painting = noticing(
    () => (made += dragged.value.size),
    () => (due += 1),
  )
  painting.run()
  moving.value = { scenes, by: 8 }
  expect([made, due]).toEqual([1, 0])
  moving.value = { scenes: new Set(['one', 'two']), by: 8 }
  expect([made, due]).toEqual([1, 1])
  painting.run()
  expect([made, due]).toEqual([3, 1])
})
