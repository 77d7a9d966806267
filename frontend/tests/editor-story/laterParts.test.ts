import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { expect, it } from 'vitest'
import { defineComponent, h, shallowReactive } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { i18n } from '../words'
import { storyOf } from './drafts'
import { later, laterCode, PartNotLoaded } from '../../src/ui/later'
import { useSheets, type Sheets } from '../../src/editor/story/commands/useSheets'
import { useOptions } from '../../src/editor/story/outline/useOptions'
import { useView } from '../../src/editor/story/outline/useView'
import StoryPanel from '../../src/editor/story/panel/StoryPanel.vue'
import { useSelectionStore } from '../../src/editor/story/selection'
import { usePublish } from '../../src/editor/story/usePublish'

/** A part whose code does not come at first, as vite does where the failure has been taken note of. */
function failsOnce() {
  const answers = [undefined, { render: () => 'the part' }]
  return later(() => Promise.resolve(answers.shift() as never))
}

/** A story's screen with one part, which is shown where `isOpen` says so. */
async function storyScreen<Used>(use: () => Used, isOpen: (used: Used) => boolean) {
  const Part = failsOnce()
  let used!: Used
  const Screen = defineComponent(() => {
    used = use()
    return () => (isOpen(used) ? h(Part) : 'the map')
  })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: Screen }] })
  await router.push('/')
  const errors: unknown[] = []
  const config = { errorHandler: (error: unknown) => void errors.push(error) }
  const screen = mount(RouterView, { global: { plugins: [createPinia(), i18n, router], config } })
  return { used, screen, errors }
}

it('a sheet whose code does not load closes, leaves the keyboard alone, and comes when it is opened again', async () => {
  const { used, screen, errors } = await storyScreen(useSheets, ({ sheet }: Sheets) => sheet.value === 'palette')
  used.open('palette')
  await flushPromises()
  expect(screen.text()).toBe('the map')
  expect(errors).toEqual([expect.any(PartNotLoaded)])
  expect(window.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', cancelable: true }))).toBe(true)

  used.open('palette')
  await flushPromises()
  expect(screen.text()).toBe('the part')
})

it('publishing whose code does not load is asked for again', async () => {
  const draft = { unsettled: [], flushed: () => Promise.resolve(true) }
  const { used, screen } = await storyScreen(
    () => usePublish(draft),
    ({ published }) => published.value,
  )
  await used.publish()
  await flushPromises()
  expect([screen.text(), used.publishing.value]).toEqual(['the map', false])

  await used.publish()
  await flushPromises()
  expect(screen.text()).toBe('the part')
})

it('a publication goes on while another part does not load', async () => {
  const draft = { unsettled: [], flushed: () => Promise.resolve(true) }
  const { used } = await storyScreen(
    () => ({ ...usePublish(draft), ...useSheets() }),
    ({ sheet }) => sheet.value === 'help',
  )
  await used.publish()
  used.publishing.value = false
  used.open('help')
  await flushPromises()
  expect([used.sheet.value, used.published.value]).toEqual([null, true])
})

it('what is to be settled is asked for again', async () => {
  const draft = shallowReactive({ unsettled: [] as unknown[], flushed: () => Promise.resolve(false) })
  const { used, screen } = await storyScreen(
    () => usePublish(draft),
    ({ settling }) => settling.value,
  )
  draft.unsettled = ['an edit']
  await flushPromises()
  expect(screen.text()).toBe('the map')

  await used.publish()
  await flushPromises()
  expect(screen.text()).toBe('the part')
})

it('a panel whose code does not load closes', async () => {
  const props = {
    panel: 'variables' as const,
    storyId: 's',
    document: storyOf(),
    problems: [],
    checked: true,
    provedAt: null,
    previewFrom: null,
  }
  const global = {
    plugins: [createPinia(), i18n],
    stubs: { AsyncComponentWrapper: failsOnce() },
    config: { errorHandler: () => undefined },
  }
  const panel = mount(StoryPanel, { props, global })
  await flushPromises()
  expect(panel.emitted('close')).toHaveLength(1)
})

it('where an option leads is asked for again', async () => {
  const { used, screen } = await storyScreen(
    () => {
      useSelectionStore().link = 'a/one'
      const nothing = () => Promise.resolve()
      return useOptions({ story: () => null, view: () => undefined, openScene: nothing, welcome: nothing })
    },
    ({ connecting }) => connecting.value !== null,
  )
  used.connect()
  await flushPromises()
  expect(screen.text()).toBe('the map')

  used.connect()
  await flushPromises()
  expect(screen.text()).toBe('the part')
})

it('the map stays where the outline does not load, and gives way to it the next time', async () => {
  const answers = [undefined, { default: {} }]
  const loadOutline = laterCode(() => Promise.resolve(answers.shift() as never))
  const { used, errors } = await storyScreen(
    () => useView(loadOutline),
    () => false,
  )
  await used.choose('outline')
  expect([used.viewName.value, localStorage.getItem('fabula:story:view'), errors]).toEqual(['map', '', []])

  await used.choose('outline')
  expect(used.viewName.value).toBe('outline')
})
