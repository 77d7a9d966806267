import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { expect, it } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { i18n } from '../words'
import { useArranging, type Arranging } from '../../src/editor/story/arrange/useArranging'
import type { Desk, View } from '../../src/editor/story/commands/desk'
import { useDraftStore } from '../../src/editor/story/draft/draftStore'
import { useSelectionStore } from '../../src/editor/story/selection'
import { useGestures } from '../../src/editor/story/useGestures'
import type { Group } from '../../src/story/model'
import { toasts } from '../../src/ui/toasts'
import { FakeClock, FakeKept, FakeServer, sceneAt, storyOf } from './drafts'

const FRAME = { colour: '#1f6fb2', position: { x: -50, y: -50 }, size: { width: 400, height: 400 } }
const NOTE: Group = { ...FRAME, id: 'note', title: '', text: 'Ask Ann.' }
const SHORE: Group = { ...FRAME, id: 'shore', title: 'Shore', text: '' }

/** A story with a scene, selected, that lies in the groups. */
async function arranged(groups: readonly Group[], view: Partial<View> = {}) {
  let arranging: Arranging | undefined
  let draft: ReturnType<typeof useDraftStore> | undefined
  mount(
    defineComponent({
      setup() {
        draft = useDraftStore()
        const [selection, gestures] = [useSelectionStore(), useGestures()]
        const desk = { selection, gestures, story: () => draft!.document, view: () => view }
        desk.selection.select('a')
        arranging = useArranging(desk as unknown as Desk)
        return () => h('p')
      },
    }),
    { global: { plugins: [i18n, createPinia()] } },
  )
  let ids = 0
  await draft!.openStory({
    storyId: 'story',
    api: new FakeServer({ ...storyOf(sceneAt('a', 0, 0)), groups: new Map(groups.map((each) => [each.id, each])) }),
    kept: new FakeKept(),
    newId: () => `edit-${(ids += 1)}`,
    later: new FakeClock().later,
  })
  return { arranging: arranging!, draft: draft! }
}

it.each([
  ['a note', [NOTE], 'The note was removed.'],
  ['a group', [SHORE], 'The group “Shore” was removed. Its scenes are still here.'],
  ['two groups', [SHORE, { ...SHORE, id: 'hills' }], '2 groups were removed. Their scenes are still here.'],
  ['two notes', [NOTE, { ...NOTE, id: 'other' }], '2 notes were removed.'],
  ['one of each', [NOTE, SHORE], '2 groups and notes were removed. Their scenes are still here.'],
])('ungrouping takes away %s and says a way back', async (_what, groups, said) => {
  const { arranging, draft } = await arranged(groups)
  arranging.ungroup()
  expect(draft.document?.groups.size).toBe(0)
  const toast = toasts.value.find(({ text }) => text === said)
  toast?.action?.run()
  await nextTick()
  expect([...(draft.document?.groups.values() ?? [])]).toEqual(expect.arrayContaining(groups))
})

it('puts a new group into naming at once', async () => {
  const named: string[] = []
  const { arranging, draft } = await arranged([], { nameGroup: (group) => void named.push(group) })
  await arranging.group()
  expect(named).toEqual([...(draft.document?.groups.keys() ?? [])])
  expect(named).toHaveLength(1)
})

it('begins a note where one has pointed, or else at a free place in the middle of what is seen', async () => {
  const begun: Group[] = []
  const { arranging, draft } = await arranged([], {
    beginNote: (note) => void begun.push(note),
    placeAt: ({ clientX, clientY }) => ({ x: clientX, y: clientY }),
    centre: () => ({ x: 0, y: 0 }),
  })
  arranging.note({ clientX: 40, clientY: 80 })
  arranging.note()
  expect(begun.map(({ position }) => position)).toEqual([
    { x: 40, y: 80 },
    { x: -240, y: 0 },
  ])
  expect(draft.document?.groups.size).toBe(0)
})
