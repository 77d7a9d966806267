import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { loadDifference, useVersions, type Versions } from '../../src/editor/publish/versions'
import { editorPlugins, FakeServer, LOST, problem, type Reply } from './fakes'

const LIST = 'GET /v1/stories/s/versions'
const SWITCH = 'POST /v1/stories/s/versions/1/current'
const AWAY = 'POST /v1/stories/s/unpublish'

/** The list while readers see that version. */
function list(current: number | null): Reply {
  const version = (number: number) => ({ number, current: number === current, published_at: '', scenes: 1 })
  const state = current === null ? 'unpublished' : 'published'
  return { body: { state, versions: [version(2), version(1)] }, headers: { ETag: `"${state}-${current}"` } }
}

async function begin(server: FakeServer): Promise<Versions> {
  let made: Versions | undefined
  const setup = () => {
    made = useVersions(() => 's')
    return () => null
  }
  mount(defineComponent({ setup }), { global: { plugins: editorPlugins(server).plugins } })
  if (made === undefined) throw new Error('setup did not run')
  await made.load()
  await flushPromises()
  return made
}

describe('versions', () => {
  it('switches on what was last seen, and says what readers had before', async () => {
    const server = new FakeServer().on(LIST, list(2), list(1)).on(SWITCH, { body: {} })
    const versions = await begin(server)
    expect(await versions.show(1)).toBe(2)
    expect(server.calls(SWITCH)[0]?.headers.get('If-Match')).toBe('"published-2"')
    expect(versions.versions.value?.find(({ current }) => current)?.number).toBe(1)
  })

  it('takes the story back, and publishes it again from nothing', async () => {
    const server = new FakeServer()
      .on(LIST, list(1), list(null), list(1))
      .on(AWAY, { body: {} })
      .on(SWITCH, { body: {} })
    const versions = await begin(server)
    expect(await versions.show(null)).toBe(1)
    expect(versions.state.value).toBe('unpublished')
    expect(await versions.show(1)).toBe(null)
    expect(server.calls(SWITCH)[0]?.headers.get('If-Match')).toBe('"unpublished-null"')
  })

  it('lets stand what somebody else chose meanwhile, and says so', async () => {
    const server = new FakeServer().on(LIST, list(2), list(null)).on(SWITCH, problem(412, 'if-match-stale'))
    const versions = await begin(server)
    expect(await versions.show(1)).toBeUndefined()
    expect(versions.failure.value).toMatchObject({ status: 412 })
    expect(versions.state.value).toBe('unpublished')
  })

  it('keeps what is known when the server cannot be reached', async () => {
    const versions = await begin(new FakeServer().on(LIST, list(2)).on(SWITCH, LOST))
    expect(await versions.show(1)).toBeUndefined()
    expect(versions.failure.value).toBeDefined()
    expect(versions.versions.value).toHaveLength(2)
    expect(versions.switching.value).toBeUndefined()
  })
})

it('a difference is read to its end', async () => {
  const page = (title: string, next: number | null) => ({ body: { changes: [{ title }], next } })
  const server = new FakeServer().on('GET /v1/stories/s/versions/1/difference', page('a', 1), page('b', null))
  const found = await loadDifference(server.api(), 's', 1, 'draft')
  expect(found.map(({ title }) => title)).toEqual(['a', 'b'])
})
