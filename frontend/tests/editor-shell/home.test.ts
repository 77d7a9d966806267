import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import HomeScreen from '../../src/editor/home/HomeScreen.vue'
import StoryCard from '../../src/editor/home/StoryCard.vue'
import { describeFailure } from '../../src/editor/failure'
import { ApiProblem } from '../../src/api/problem'
import { editorPlugins, FakeServer, LOST, problem } from './fakes'

const LIST = 'GET /v1/stories'
const CREATE = 'POST /v1/stories'

function story(id: string, more: Record<string, unknown> = {}) {
  return {
    id,
    slug: id,
    title: `Story ${id}`,
    state: 'draft',
    revision: 1,
    version: null,
    link: null,
    cover: null,
    scenes: 0,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    ...more,
  }
}

async function open(server: FakeServer) {
  server.on('GET /v1/account', { body: { id: 'a', email: 'ada@example.com', created_at: '2026-01-01T00:00:00Z' } })
  const { router, plugins } = editorPlugins(server)
  await router.push('/')
  const screen = mount(HomeScreen, { global: { plugins }, attachTo: document.body })
  return { router, screen }
}

describe('the list of stories', () => {
  it('says that it loads, then shows covers, the one edited last first', async () => {
    const published = { state: 'published', version: 3, link: 'https://read.example.com/s/b', scenes: 9 }
    const newer = story('b', { ...published, updated_at: '2026-02-01T00:00:00Z' })
    const { screen } = await open(new FakeServer().on(LIST, { body: { stories: [story('a'), newer] } }))
    expect(screen.get('main').attributes('aria-busy')).toBe('true')
    expect(screen.get('[role=status]').text()).toBe('Loading your stories')
    await flushPromises()
    expect(screen.findAll('h2').map((title) => title.text())).toEqual(['Story b', 'Story a'])
    expect(screen.get('article').text()).toContain('Published · version 3')
    expect(screen.get('article').text()).toContain('9 scenes')
  })

  it('shows what a story will look like when there is none', async () => {
    const { screen } = await open(new FakeServer().on(LIST, { body: { stories: [] } }))
    await flushPromises()
    expect(screen.get('svg[role=img]').attributes('aria-label')).toContain('lighthouse')
    expect(screen.text()).toContain('New story')
  })

  it('says when the server is away, and loads when asked again', async () => {
    const { screen } = await open(new FakeServer().on(LIST, LOST, { body: { stories: [story('a')] } }))
    await flushPromises()
    expect(screen.get('[role=alert]').text()).toContain('The server cannot be reached')
    await screen.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(screen.find('[role=alert]').exists()).toBe(false)
    expect(screen.text()).toContain('Story a')
  })
})

describe('a new story', () => {
  async function dialog(server: FakeServer) {
    const { router, screen } = await open(server.on(LIST, { body: { stories: [] } }))
    await flushPromises()
    await screen.get('main .action button').trigger('click')
    await flushPromises()
    const form = document.querySelector<HTMLFormElement>('#new-story')
    const input = form?.querySelector('input')
    if (!form || !input) throw new Error('the dialog is not open')
    const submit = async (title: string) => {
      input.value = title
      input.dispatchEvent(new Event('input'))
      form.dispatchEvent(new Event('submit'))
      await flushPromises()
    }
    return { router, submit, words: () => document.querySelector('[role=dialog]')?.textContent ?? '' }
  }

  it('needs a title', async () => {
    const server = new FakeServer()
    const { submit, words } = await dialog(server)
    await submit('  ')
    expect(words()).toContain('Give it a title')
    expect(server.calls(CREATE)).toHaveLength(0)
  })

  it('is made once, however often a lost answer is tried again', async () => {
    const server = new FakeServer().on(CREATE, LOST, { status: 201, body: story('new') })
    const { submit, words } = await dialog(server)
    await submit(' The Lighthouse ')
    expect(words()).toContain('The server cannot be reached')
    await submit(' The Lighthouse ')
    const [first, second] = server.calls(CREATE)
    expect(first?.body).toEqual({ title: 'The Lighthouse' })
    expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'))
  })
})

describe('words for failures', () => {
  async function words(status: number, kind: string) {
    try {
      await new FakeServer().on(LIST, problem(status, kind)).api().GET('/v1/stories')
    } catch (error) {
      expect(error).toBeInstanceOf(ApiProblem)
      return describeFailure(error)
    }
    throw new Error('not refused')
  }

  it('a refusal speaks for itself', async () => {
    expect(await words(404, 'story-not-found')).toMatchObject({ title: 'The story-not-found.', offline: false })
  })

  it('a part that is down says so', async () => {
    expect(await words(503, 'statistics-rebuilding')).toMatchObject({ title: 'The statistics-rebuilding.' })
  })

  it('a fault of ours gives a reference to quote', async () => {
    const told = await words(500, 'internal-error')
    expect(told.title).toBe('Something broke on our side')
    expect(told.reference).toMatch(/^Reference: [0-9a-f-]{36}$/)
  })
})

it('copies a story once, however often a lost answer makes one ask again', async () => {
  const COPY = 'POST /v1/stories/a/copies'
  const copied = { status: 201, body: story('copy', { title: 'Copy of Story a' }) }
  const server = new FakeServer().on(LIST, { body: { stories: [story('a')], next: null } }).on(COPY, LOST, copied)
  const { screen } = await open(server)
  await flushPromises()
  for (let click = 0; click < 3; click += 1) {
    screen.getComponent(StoryCard).vm.$emit('copy')
    await flushPromises()
    if (click === 0) expect(screen.findAll('article')).toHaveLength(1)
  }
  const [lost, again, another] = server.calls(COPY).map(({ headers }) => headers.get('Idempotency-Key'))
  expect(again).toBe(lost)
  expect(another).not.toBe(lost)
})
