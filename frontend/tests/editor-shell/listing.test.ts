import { flushPromises, mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { useListing, type Listing } from '../../src/editor/publish/useListing'
import { editorPlugins, FakeServer, LOST, problem } from './fakes'

const LOAD = 'GET /v1/stories/s/listing'
const SAVE = 'PUT /v1/stories/s/listing'

function said(listed: boolean, tag: string) {
  return { body: { public: listed, page: 'written' }, headers: { ETag: tag } }
}

async function begin(server: FakeServer): Promise<Listing> {
  let listing: Listing | undefined
  mount(
    defineComponent({
      setup() {
        listing = useListing(() => 's')
        return () => null
      },
    }),
    { global: { plugins: editorPlugins(server).plugins } },
  )
  if (listing === undefined) throw new Error('setup did not run')
  await listing.load()
  await flushPromises()
  return listing
}

it('says what the server has, and sends what was seen with what is wanted', async () => {
  const server = new FakeServer()
    .on(LOAD, said(false, '"unlisted"'))
    .on(SAVE, said(true, '"public"'), said(false, '"x"'))
  const listing = await begin(server)
  expect(listing.listed.value).toBe(false)
  await listing.set(true)
  expect(listing.listed.value).toBe(true)
  await listing.set(false)
  const sent = server.calls(SAVE)
  expect(sent.map(({ body }) => body)).toEqual([{ public: true }, { public: false }])
  expect(sent.map(({ headers }) => headers.get('If-Match'))).toEqual(['"unlisted"', '"public"'])
})

it('goes back to what holds when it could not be saved', async () => {
  const listing = await begin(new FakeServer().on(LOAD, said(false, '"unlisted"')).on(SAVE, LOST))
  await listing.set(true)
  expect(listing.listed.value).toBe(false)
  expect(listing.failure.value).toBeDefined()
  expect(listing.saving.value).toBe(false)
})

it('shows what somebody else said meanwhile', async () => {
  const server = new FakeServer()
    .on(LOAD, said(false, '"unlisted"'), said(true, '"public"'))
    .on(SAVE, problem(412, 'if-match-stale'))
  const listing = await begin(server)
  await listing.set(false)
  expect(listing.listed.value).toBe(true)
  expect(listing.failure.value).toBeDefined()
})
