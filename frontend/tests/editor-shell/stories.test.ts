import { createPinia, setActivePinia } from 'pinia'
import { expect, it } from 'vitest'
import { createApp } from 'vue'
import { createApi, provideApi } from '../../src/api/client'
import { useStories } from '../../src/editor/stores/stories'
import { FakeServer, ORIGIN } from './fakes'

const LIST = 'GET /v1/stories'

/** The store over a server whose lists and new stories come when the test lets them. */
function slowStories(server: FakeServer) {
  const waiting: (() => void)[] = []
  const fetch = async (request: Request): Promise<Response> => {
    const answer = await server.fetch(request)
    const isHeld = ['/v1/stories', '/v1/trash'].includes(new URL(request.url).pathname)
    if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve))
    return answer
  }
  const [app, pinia] = [createApp({}), createPinia()]
  provideApi(app, createApi(ORIGIN, { fetch }))
  app.use(pinia)
  setActivePinia(pinia)
  async function letGo(): Promise<void> {
    await expect.poll(() => waiting.length).toBeGreaterThan(0)
    waiting.shift()!()
  }
  return { stories: useStories(), letGo }
}

function listOf(...ids: string[]) {
  return { body: { stories: ids.map((id) => ({ id })), next: null } }
}

it('a slow list does not bring back what was thrown away meanwhile', async () => {
  const thrown = { body: { id: 'a' } }
  const server = new FakeServer().on(LIST, listOf('a', 'b'), listOf('b')).on('POST /v1/stories/a/trash', thrown)
  const { stories, letGo } = slowStories(server)
  const loaded = stories.load()
  await expect.poll(() => server.calls(LIST).length).toBe(1)
  await stories.trash('a')
  await letGo()
  await letGo()
  await loaded
  expect(stories.list?.map(({ id }) => id)).toEqual(['b'])
  expect(stories.loading).toBe(false)
})

it('an earlier list that comes later is not taken', async () => {
  const server = new FakeServer().on(LIST, listOf('a'), listOf('a', 'b'))
  const { stories, letGo } = slowStories(server)
  const earlier = stories.load()
  await expect.poll(() => server.calls(LIST).length).toBe(1)
  const later = stories.load()
  await expect.poll(() => server.calls(LIST).length).toBe(2)
  await letGo()
  await earlier
  expect([stories.list, stories.loading]).toEqual([undefined, true])
  await letGo()
  await later
  expect(stories.list?.map(({ id }) => id)).toEqual(['a', 'b'])
})

it('a trash and a new story that come after the account was forgotten are not shown to the next one', async () => {
  const trash = { body: { stories: [{ id: 'a' }] } }
  const server = new FakeServer().on('GET /v1/trash', trash).on('POST /v1/stories', { status: 201, body: { id: 'b' } })
  const { stories, letGo } = slowStories(server)
  const asked = [stories.loadTrash(), stories.create('Mine', 'key')]
  await expect.poll(() => server.calls('GET /v1/trash').length).toBe(1)
  stories.forget()
  await letGo()
  await letGo()
  await Promise.all(asked)
  expect([stories.trashed, stories.list]).toEqual([undefined, undefined])
})
