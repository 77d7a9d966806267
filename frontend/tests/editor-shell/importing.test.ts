import { afterEach, beforeEach, expect, it } from 'vitest'
import { ApiProblem, OfflineError } from '../../src/api/problem'
import { importFile, newAttempt, type Attempt, type Imported } from '../../src/editor/home/importing'
import { FakeServer, LOST, problem } from './fakes'

const ASK = 'POST /v1/imports'
const RECEIVED = 'POST /v1/imports/i/received'
const FILE = new File(['{}'], 'fork.json')
const GRANTED = { import: { id: 'i', state: 'granted' }, grant: { method: 'PUT', url: 'https://raw/i', headers: {} } }

/** Storage that answers with these, one after the other. */
class FakeStorage {
  static answers: number[] = []
  static puts = 0
  status = 0
  readonly upload = {}
  onload: () => void = () => undefined

  open(): void {}
  setRequestHeader(): void {}
  abort(): void {}
  send(): void {
    FakeStorage.puts += 1
    this.status = FakeStorage.answers.shift() ?? 200
    queueMicrotask(() => this.onload())
  }
}

const own = globalThis.XMLHttpRequest
beforeEach(() => {
  Object.assign(globalThis, { XMLHttpRequest: FakeStorage })
  FakeStorage.puts = 0
})
afterEach(() => Object.assign(globalThis, { XMLHttpRequest: own }))

function bring(server: FakeServer, attempt: Attempt): Promise<Imported> {
  server.on(ASK, { status: 201, body: GRANTED })
  return importFile(server.api(), FILE, attempt, () => undefined, new AbortController().signal)
}

function ended(state: string) {
  return {
    body: { id: 'i', state, story_id: 's', detail: '', report: [], next: null, pictures: 0, pictures_stored: 0 },
  }
}

function keys(server: FakeServer): (string | null)[] {
  return server.calls(ASK).map(({ headers }) => headers.get('Idempotency-Key'))
}

it('makes one story, however often a lost answer is tried again', async () => {
  const [server, attempt] = [new FakeServer().on(RECEIVED, LOST, ended('done')), newAttempt()]
  FakeStorage.answers = [200, 412]
  await expect(bring(server, attempt)).rejects.toThrow(OfflineError)
  expect((await bring(server, attempt)).storyId).toBe('s')
  const [first, second] = keys(server)
  expect(first).toBe(second)
  expect(FakeStorage.puts).toBe(2)
})

it('goes on with what arrived before its grant was over', async () => {
  const [server, attempt] = [new FakeServer().on(RECEIVED, ended('done')), newAttempt()]
  FakeStorage.answers = [403]
  expect((await bring(server, attempt)).storyId).toBe('s')
})

it('asks for another grant the next time where the file had not arrived by then', async () => {
  const server = new FakeServer().on(RECEIVED, problem(409, 'file-missing'), ended('done'))
  const attempt = newAttempt()
  FakeStorage.answers = [403, 200]
  await expect(bring(server, attempt)).rejects.toThrow(ApiProblem)
  await bring(server, attempt)
  const [first, second] = keys(server)
  expect(first).not.toBe(second)
})

it('begins anew after an import that failed', async () => {
  const [server, attempt] = [new FakeServer().on(RECEIVED, ended('failed')), newAttempt()]
  FakeStorage.answers = []
  const { key } = attempt
  expect((await bring(server, attempt)).storyId).toBeNull()
  expect(attempt.key).not.toBe(key)
})
