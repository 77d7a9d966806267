import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { i18n } from '../words'
import LeaveDialog from '../../src/editor/story/upload/LeaveDialog.vue'
import { useLeaving, type Leaving } from '../../src/editor/story/useLeaving'

/** A story's screen that something is under way in, or nothing. */
async function storyScreen(losesSomething: () => boolean) {
  let leaving!: Leaving
  const Screen = defineComponent(() => {
    leaving = useLeaving(losesSomething)
    return () => null
  })
  const Home = defineComponent(() => () => null)
  const routes = [
    { path: '/', component: Home },
    { path: '/stories/:id', component: Screen },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push('/stories/one')
  mount(RouterView, { global: { plugins: [router] } })
  return { router, leaving, at: () => router.currentRoute.value.fullPath }
}

it('goes at once where nothing is lost', async () => {
  const { router, at } = await storyScreen(() => false)
  await router.push('/')
  expect(at()).toBe('/')
})

it.each(['/', '/stories/two'])('asks before it goes to %s, and stays or goes as is said', async (to) => {
  const { router, leaving, at } = await storyScreen(() => true)
  await router.push(to)
  expect([leaving.asking.value, at()]).toEqual([true, '/stories/one'])
  leaving.stay()
  expect(at()).toBe('/stories/one')
  await router.push(to)
  await leaving.leave()
  expect([leaving.asking.value, at()]).toEqual([false, to])
})

it('takes the same wish a second time for no answer', async () => {
  const { router, leaving, at } = await storyScreen(() => true)
  await router.push('/')
  await router.push('/')
  expect([leaving.asking.value, at()]).toEqual([true, '/stories/one'])
})

it('asks again about the next story after one was left', async () => {
  const { router, leaving, at } = await storyScreen(() => true)
  await router.push('/stories/two')
  await leaving.leave()
  await router.push('/stories/three')
  expect([leaving.asking.value, at()]).toEqual([true, '/stories/two'])
})

it('asks nothing about another place in the same story', async () => {
  const { router, at } = await storyScreen(() => true)
  await router.push('/stories/one?version=2')
  expect(at()).toBe('/stories/one?version=2')
})

it.each([
  ['Stay here', 'stay'],
  ['Leave without them', 'leave'],
])('the dialog is there at once, and “%s” is to %s', async (button, answer) => {
  const dialog = mount(LeaveDialog, { global: { plugins: [i18n] }, attachTo: document.body })
  expect(dialog.get<HTMLDialogElement>('dialog').element.open).toBe(true)
  await dialog
    .findAll('button')
    .find((each) => each.text() === button)!
    .trigger('click')
  expect(Object.keys(dialog.emitted())).toContain(answer)
})
