import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { defineComponent, nextTick } from 'vue'
import { useDraftStore } from '../../src/editor/story/draft/draftStore'
import { useView } from '../../src/editor/story/outline/useView'
import { useSelectionStore } from '../../src/editor/story/selection'
import { FakeClock, FakeKept, FakeServer, sceneAt, settle, storyOf } from './drafts'

beforeEach(() => setActivePinia(createPinia()))

/** The map of a story in which an option leads from a to b; its link is selected. */
async function open() {
  const server = new FakeServer(storyOf(sceneAt('a', 0, 0, ['b']), sceneAt('b', 400, 0)))
  const [draft, selection] = [useDraftStore(), useSelectionStore()]
  const ports = { storyId: 'story', api: server, kept: new FakeKept(), later: new FakeClock().later }
  await draft.openStory({ ...ports, newId: () => crypto.randomUUID() })
  await settle()
  let view!: ReturnType<typeof useView>
  mount(
    defineComponent(() => {
      view = useView(() => Promise.resolve())
      return () => null
    }),
  )
  await view.choose('map')
  selection.selectLink('a:a0')
  await nextTick()
  expect(selection.link).toBe('a:a0')
  return { draft, selection, view }
}

it('a group stays selected that is selected after a link', async () => {
  const { selection } = await open()
  selection.selectGroup('g')
  await nextTick()
  expect([selection.link, selection.group]).toEqual([null, 'g'])
})

it('a link is not selected that is not there any more', async () => {
  const { draft, selection } = await open()
  draft.act([{ type: 'option.retargeted', scene: 'a', option: 'a0', target: null }])
  await nextTick()
  expect(selection.link).toBeNull()
})

it('a group is not selected where none is shown', async () => {
  const { selection, view } = await open()
  selection.selectGroup('g')
  await view.choose('outline')
  expect(selection.group).toBeNull()
})
