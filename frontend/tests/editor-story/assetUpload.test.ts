import { describe, expect, it, vi } from 'vitest'
import { createActor, fromCallback, fromPromise } from 'xstate'
import { ApiProblem } from '../../src/api/problem'
import { assetUpload, lookDelay, phaseOf, type PutEvent } from '../../src/editor/story/upload/assetUpload'
import { UploadRefused } from '../../src/editor/story/upload/uploadRefused'
import { objectionTo } from '../../src/editor/story/upload/files'
import { pictureView } from '../../src/editor/story/upload/pictureView'
import { outcomeOf, type Asset, type UploadGrant } from '../../src/editor/story/upload/transport'
import { settle } from './drafts'

const FILE = new File(['picture'], 'cave.png', { type: 'image/png' })
const GRANT: UploadGrant = {
  method: 'PUT',
  url: 'https://uploads.test/raw',
  headers: {},
  expires_at: '2026-11-22T12:00:00Z',
}

function asset(state: Asset['state'], failure: string | null = null): Asset {
  const sizes = { size: 7, width: 1600, height: 1000, placeholder: 'data:image/webp;base64,AAAA' }
  const url = 'https://read.test/i/1/480.jpeg'
  const renditions: Asset['renditions'] = [{ format: 'jpeg', width: 480, height: 300, bytes: 1, url }]
  return { id: 'asset-1', state, failure, file_name: 'cave.png', content_type: 'image/png', renditions, ...sizes }
}

function tooMany(): ApiProblem {
  const title = 'Too many of these in a short time; wait a little.'
  const rest = { detail: '', field: undefined, members: new Map(), retryAfter: 60, correlationId: '' }
  return new ApiProblem({ status: 429, kind: 'rate-limit-reached', title, ...rest })
}

interface Script {
  ask?: (Asset['state'] | Error)[]
  puts?: PutEvent[][]
  receive?: (Asset['state'] | Error)[]
  looks?: (Asset | Error)[]
}

/** The machine with actors that play what the script says, call by call. */
function upload(script: Script, input: { file: File | null; asset: Asset | null } = { file: FILE, asset: null }) {
  const say = <T>(value: T | Error | undefined): Promise<T> => {
    if (value instanceof Error) return Promise.reject(value)
    return value === undefined ? Promise.reject(new Error('script ended')) : Promise.resolve(value)
  }
  const ask = [...(script.ask ?? ['granted'])]
  const puts = [...(script.puts ?? [[{ type: 'sent' }]])]
  const receive = [...(script.receive ?? ['received'])]
  const looks = [...(script.looks ?? [])]
  const state = (next: Asset['state'] | Error | undefined) => (typeof next === 'string' ? asset(next) : next)
  const machine = assetUpload.provide({
    actors: {
      ask: fromPromise(async () => ({ asset: await say(state(ask.shift())), grant: GRANT })),
      put: fromCallback(({ sendBack }) => puts.shift()?.forEach(sendBack)),
      receive: fromPromise(() => say(state(receive.shift()))),
      look: fromPromise(() => say(looks.shift())),
    },
    delays: { untilNextLook: 0 },
  })
  const actor = createActor(machine, { input })
  const told = vi.fn<(asset: Asset) => void>()
  const phases: string[] = []
  actor.on('asset', (event) => told(event.asset))
  actor.subscribe((snapshot) => void (phases.at(-1) !== phaseOf(snapshot) && phases.push(phaseOf(snapshot))))
  actor.start()
  return { actor, told, phases, run: async () => void (await settle(), await settle(), await settle(), await settle()) }
}

describe('an upload', () => {
  it('is asked for, sent, received, processed and ready', async () => {
    const { phases, told, run } = upload({
      puts: [[{ type: 'progress', share: 0.5 }, { type: 'sent' }]],
      looks: [asset('processing'), asset('ready')],
    })
    await run()
    expect(phases).toEqual(['sending', 'processing', 'ready'])
    expect(told.mock.calls.map(([each]) => each.state)).toEqual(['granted', 'received', 'processing', 'ready'])
  })

  it('shows how much of it has gone out', async () => {
    const { actor, run } = upload({ puts: [[{ type: 'progress', share: 0.25 }]] })
    await run()
    expect(actor.getSnapshot().context.progress).toBe(0.25)
    expect(phaseOf(actor.getSnapshot())).toBe('sending')
  })

  it.each<[string, Script]>([
    ['when asking', { ask: [new Error('offline'), 'granted'] }],
    ['when sending', { puts: [[{ type: 'interrupted' }], [{ type: 'sent' }]] }],
    ['when telling', { receive: [new Error('offline'), 'received'] }],
  ])('waits for a retry after the network was lost %s', async (_when, script) => {
    const { actor, run } = upload({ ...script, looks: [asset('ready')] })
    await run()
    expect(phaseOf(actor.getSnapshot())).toBe('interrupted')
    actor.send({ type: 'retry' })
    await run()
    expect(phaseOf(actor.getSnapshot())).toBe('ready')
  })

  it('asks for a new grant where the old one is over', async () => {
    const puts: PutEvent[][] = [[{ type: 'grant.expired' }], [{ type: 'sent' }]]
    const { actor, run } = upload({ ask: ['granted', 'granted'], puts, looks: [asset('ready')] })
    await run()
    expect(phaseOf(actor.getSnapshot())).toBe('ready')
  })

  it('stops asking for grants that storage does not take, until it is tried again', async () => {
    const expired: PutEvent[] = [{ type: 'grant.expired' }]
    const puts = [expired, expired, expired, [{ type: 'sent' } as const]]
    const ask = Array<Asset['state']>(4).fill('granted')
    const { actor, told, run } = upload({ ask, puts, looks: [asset('ready')] })
    await run()
    expect(phaseOf(actor.getSnapshot())).toBe('interrupted')
    expect(told).toHaveBeenCalledTimes(2)
    actor.send({ type: 'retry' })
    await run()
    expect(phaseOf(actor.getSnapshot())).toBe('ready')
  })

  it('says in the server’s words that it has to wait, and forgets them once it goes on', async () => {
    const { actor, run } = upload({ ask: [tooMany(), 'granted'], puts: [[]] })
    await run()
    expect(phaseOf(actor.getSnapshot())).toBe('interrupted')
    expect(actor.getSnapshot().context.sentence).toBe('Too many of these in a short time; wait a little.')
    actor.send({ type: 'retry' })
    await run()
    expect(actor.getSnapshot().context.sentence).toBeNull()
  })

  it('ends with the server’s sentence where it is refused', async () => {
    const { actor, run } = upload({ ask: [new UploadRefused('Too many uploads.')] })
    await run()
    expect(phaseOf(actor.getSnapshot())).toBe('refused')
    expect(actor.getSnapshot().context.sentence).toBe('Too many uploads.')
  })

  it('ends with the reason where processing failed', async () => {
    const { actor, run } = upload({ looks: [asset('failed', 'This file is no picture.')] })
    await run()
    expect(phaseOf(actor.getSnapshot())).toBe('failed')
    expect(actor.getSnapshot().context.sentence).toBe('This file is no picture.')
  })

  it('only watches what it finds in processing, and looks again after a lost look', async () => {
    const input = { file: null, asset: asset('processing') }
    const { actor, run } = upload({ ask: [], looks: [new Error('offline'), asset('ready')] }, input)
    await run()
    expect(phaseOf(actor.getSnapshot())).toBe('ready')
  })
})

it.each([
  [200, 'sent'],
  [412, 'sent'],
  [403, 'grant.expired'],
  [400, 'refused'],
  [500, 'interrupted'],
  [0, 'interrupted'],
])('storage’s answer %i means %s', (status, type) => {
  expect(outcomeOf(status).type).toBe(type)
})

it('looks less and less often', () => {
  const pauses = [0, 1, 2, 3, 20].map(lookDelay)
  expect(pauses[0]).toBe(500)
  expect(pauses).toEqual(pauses.toSorted((one, two) => one - two))
  expect(pauses.at(-1)).toBe(8_000)
})

it.each([
  [{ type: 'image/png', size: 1 }, null],
  [{ type: 'image/svg+xml', size: 1 }, 'type'],
  [{ type: 'image/jpeg', size: 20 * 1024 * 1024 + 1 }, 'size'],
  [{ type: 'image/jpeg', size: 0 }, 'empty'],
])('a file %o is objected to as %s', (file, objection) => {
  expect(objectionTo(file)).toBe(objection)
})

describe('what a frame shows', () => {
  const going = { assetId: 'asset-1', phase: 'sending', progress: 0.5, sentence: null, local: 'blob:1' } as const

  it.each([
    ['', undefined, undefined, 'none'],
    ['asset-1', asset('ready'), undefined, 'ready'],
    ['asset-1', asset('processing'), undefined, 'busy'],
    ['asset-1', asset('granted'), undefined, 'failed'],
    ['asset-1', undefined, undefined, 'unknown'],
    ['asset-1', asset('granted'), going, 'busy'],
    ['', undefined, { ...going, assetId: null }, 'busy'],
    ['asset-1', asset('granted'), { ...going, phase: 'interrupted' as const }, 'interrupted'],
    ['other', asset('ready'), going, 'ready'],
  ])('picture %j, asset %o, upload %o: %s', (image, known, sending, kind) => {
    expect(pictureView(image, known, sending).kind).toBe(kind)
  })
})
