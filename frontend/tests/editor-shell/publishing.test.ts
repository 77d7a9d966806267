import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import type { Schemas } from '../../src/api/client'
import { ApiProblem } from '../../src/api/problem'
import { usePublishing, type Publishing } from '../../src/editor/publish/publishing'
import { editorPlugins, FakeServer, LOST, problem } from './fakes'

const CHECK = 'GET /v1/stories/s/problems'
const STORY = 'GET /v1/stories/s'
const START = 'POST /v1/stories/s/publications'
const FOLLOW = 'GET /v1/stories/s/publications/p'

function publication(state: Schemas['Publication']['state'], more: Partial<Schemas['Publication']> = {}) {
  const nothing = { done: 0, total: 0, problems: [], version: null, link: null, detail: '' }
  return { body: { id: 'p', state, ...nothing, ...more } }
}

function flaw(severity: 'error' | 'warning') {
  return { code: 'c', severity, scene: 'a', option: null, variable: null, sentence: 'Do this.', path: null }
}

function begin(server: FakeServer): { publishing: Publishing; published: unknown[]; leave: () => void } {
  const published: unknown[] = []
  let publishing: Publishing | undefined
  const host = mount(
    defineComponent({
      setup() {
        publishing = usePublishing(
          () => 's',
          (one) => published.push(one.version),
        )
        return () => null
      },
    }),
    { global: { plugins: editorPlugins(server).plugins } },
  )
  if (publishing === undefined) throw new Error('setup did not run')
  return { publishing, published, leave: () => host.unmount() }
}

async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds)
  await flushPromises()
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

describe('checking', () => {
  it.each([
    [[], 'ready'],
    [[flaw('warning')], 'ready'],
    [[flaw('warning'), flaw('error')], 'blocked'],
  ])('finds %j and is %s', async (problems, stage) => {
    const server = new FakeServer().on(CHECK, { body: { revision: 3, problems } }).on(STORY, { body: { version: 2 } })
    const { publishing } = begin(server)
    await publishing.check()
    expect(publishing.stage.value).toBe(stage)
    expect(publishing.current.value).toBe(2)
  })

  it('keeps what went wrong and can be tried again', async () => {
    const server = new FakeServer()
      .on(CHECK, LOST, { body: { revision: 3, problems: [] } })
      .on(STORY, { body: { version: null } })
    const { publishing } = begin(server)
    await publishing.check()
    expect(publishing.stage.value).toBe('checking')
    expect(publishing.failure.value).toBeDefined()
    await publishing.check()
    expect(publishing.stage.value).toBe('ready')
    expect(publishing.failure.value).toBeUndefined()
  })
})

describe('publishing', () => {
  it('follows the publication to its end and tells once', async () => {
    const server = new FakeServer()
      .on(START, publication('queued'))
      .on(FOLLOW, publication('publishing', { done: 1, total: 4 }), publication('published', { version: 3, link: 'l' }))
    const { publishing, published } = begin(server)
    const going = publishing.publish(7)
    await flushPromises()
    expect(publishing.stage.value).toBe('going')
    await pass(400)
    expect(publishing.publication.value).toMatchObject({ done: 1, total: 4 })
    await pass(600)
    await going
    expect(publishing.stage.value).toBe('done')
    expect(published).toEqual([3])
    expect(server.calls(START)[0]?.body).toEqual({ revision: 7 })
  })

  it('goes on asking while the server is away, and says so', async () => {
    const server = new FakeServer()
      .on(START, publication('queued'))
      .on(FOLLOW, LOST, problem(503, 'unavailable'), publication('published', { version: 1 }))
    const { publishing } = begin(server)
    const going = publishing.publish(1)
    await pass(400)
    expect(publishing.lost.value).toBe(true)
    expect(publishing.stage.value).toBe('going')
    await pass(600)
    await pass(900)
    await going
    expect(publishing.lost.value).toBe(false)
    expect(publishing.stage.value).toBe('done')
  })

  it('that is refused shows the problems', async () => {
    const refused = publication('refused', { problems: [flaw('error')] })
    const { publishing } = begin(new FakeServer().on(START, publication('queued')).on(FOLLOW, refused))
    const going = publishing.publish(1)
    await pass(400)
    await going
    expect(publishing.stage.value).toBe('blocked')
    expect(publishing.problems.value).toHaveLength(1)
  })

  it('that fails can be tried again, as a new publication', async () => {
    const server = new FakeServer()
      .on(START, publication('queued'))
      .on(FOLLOW, publication('failed', { detail: 'A picture is gone.' }))
    const { publishing } = begin(server)
    const going = publishing.publish(1)
    await pass(400)
    await going
    expect(publishing.stage.value).toBe('failed')
    void publishing.publish(1)
    await flushPromises()
    const keys = server.calls(START).map(({ headers }) => headers.get('Idempotency-Key'))
    expect(new Set(keys).size).toBe(2)
  })

  it('whose answer got lost is sent again under the same key', async () => {
    const server = new FakeServer().on(START, LOST, publication('queued')).on(FOLLOW, publication('queued'))
    const { publishing, leave } = begin(server)
    await publishing.publish(1)
    expect(publishing.failure.value).toBeDefined()
    void publishing.publish(1)
    await flushPromises()
    const keys = server.calls(START).map(({ headers }) => headers.get('Idempotency-Key'))
    expect(keys[0]).toBeTruthy()
    expect(keys[1]).toBe(keys[0])
    leave()
  })

  it('stops asking when it is told there is no such publication', async () => {
    const server = new FakeServer().on(START, publication('queued')).on(FOLLOW, problem(404, 'no-such-thing'))
    const { publishing } = begin(server)
    const going = publishing.publish(1)
    await pass(400)
    await going
    expect(publishing.stage.value).toBe('failed')
    expect(publishing.failure.value).toBeInstanceOf(ApiProblem)
  })

  it('stops asking with the screen', async () => {
    const server = new FakeServer().on(START, publication('queued')).on(FOLLOW, publication('publishing'))
    const { publishing, leave } = begin(server)
    void publishing.publish(1)
    await pass(400)
    leave()
    await pass(60_000)
    expect(server.calls(FOLLOW)).toHaveLength(1)
  })
})
