import { expect, it } from 'vitest'
import { ApiProblem } from '../../src/api/problem'
import { assetsApi } from '../../src/editor/story/storyApi'
import { UploadRefused } from '../../src/editor/story/upload/uploadRefused'
import { FakeServer, problem } from '../editor-shell/fakes'

const FILE = { file_name: 'cave.png', content_type: 'image/png', size: 7 }

it.each([
  [413, 'picture-too-large', UploadRefused],
  [429, 'account-full', UploadRefused],
  [429, 'rate-limit-reached', ApiProblem],
  [503, 'storage-unavailable', ApiProblem],
])('an upload that is answered with %i %s', async (status, kind, thrown) => {
  const server = new FakeServer().on('POST /v1/stories/s/assets', problem(status, kind))
  await expect(assetsApi(server.api(), 's').ask(FILE)).rejects.toBeInstanceOf(thrown)
})

it('lists pictures page by page', async () => {
  const pages = [
    { assets: [{ id: 'a' }], next: 'a' },
    { assets: [{ id: 'b' }], next: null },
  ]
  const server = new FakeServer().on('GET /v1/stories/s/assets', ...pages.map((body) => ({ body })))
  expect(await assetsApi(server.api(), 's').list()).toEqual([{ id: 'a' }, { id: 'b' }])
  expect(server.seen).toHaveLength(2)
})
