import { expect, it } from 'vitest'
import { nextTick, reactive } from 'vue'
import { sayWhileLatest } from '../../src/editor/story/sayWhileLatest'
import { toasts } from '../../src/ui/toasts'

it('offers the way back only as long as undo would take back just that', async () => {
  const draft = reactive({ latest: 'restore' })
  sayWhileLatest(draft, 'The draft is as it was then.', { action: { label: 'Undo', run: () => undefined } })
  await nextTick()
  expect(toasts.value.map(({ text }) => text)).toEqual(['The draft is as it was then.'])
  draft.latest = 'another edit'
  await nextTick()
  expect(toasts.value).toEqual([])
})
