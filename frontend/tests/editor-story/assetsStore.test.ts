import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { OfflineError } from '../../src/api/problem'
import { useAssetsStore } from '../../src/editor/story/upload/assetsStore'
import type { Asset, AssetsApi } from '../../src/editor/story/upload/transport'
import { settle } from './drafts'

function asset(id: string): Asset {
  const sizes = { size: 7, width: 1600, height: 1000, placeholder: null }
  return { id, state: 'ready', failure: null, file_name: 'a.png', content_type: 'image/png', renditions: [], ...sizes }
}

/** A server that has these pictures, lists the first of them, and tells of the list when it is let. */
class FakePictures implements AssetsApi {
  readonly found: string[] = []
  failures: Error[] = []
  tellList: () => void = () => undefined
  readonly #known: readonly string[]

  constructor(...known: readonly string[]) {
    this.#known = known
  }

  list(): Promise<readonly Asset[]> {
    return new Promise((resolve) => {
      this.tellList = () => resolve(this.#known.slice(0, 1).map(asset))
    })
  }

  find(id: string): Promise<Asset> {
    this.found.push(id)
    const failure = this.failures.shift()
    return failure ? Promise.reject(failure) : Promise.resolve(asset(id))
  }

  ask = (): never => {
    throw new Error('nothing is sent here')
  }
  received = this.ask
}

beforeEach(() => setActivePinia(createPinia()))

it('asks one by one only for pictures that the list does not have', async () => {
  const [store, server] = [useAssetsStore(), new FakePictures('cave', 'shore')]
  void store.openStory(server)
  for (const id of ['cave', 'shore', 'cave']) store.need(id)
  await settle()
  expect(server.found).toEqual([])
  server.tellList()
  await settle()
  expect(server.found).toEqual(['shore'])
  expect([...store.assets.keys()]).toEqual(['cave', 'shore'])
})

it('asks again for a picture that could not be asked for', async () => {
  const [store, server] = [useAssetsStore(), new FakePictures('cave', 'shore')]
  void store.openStory(server)
  server.tellList()
  server.failures = [new OfflineError('', new Error('no network'))]
  for (let turn = 0; turn < 3; turn += 1) {
    store.need('shore')
    await settle()
  }
  expect(server.found).toEqual(['shore', 'shore'])
  expect(store.assets.has('shore')).toBe(true)
})

it('takes nothing of a story that has been left', async () => {
  const [store, server] = [useAssetsStore(), new FakePictures('cave')]
  void store.openStory(server)
  store.close()
  server.tellList()
  await settle()
  expect(store.assets.size).toBe(0)
})
