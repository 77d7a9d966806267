import { describe, expect, it } from 'vitest'
import { memoryKeep, storageKeep, type Keep } from '../../src/reader/keep'
import { Transport, type Position, type Taken } from '../../src/reader/transport'

const API = 'https://api.example'
const STORY = 'story-1'
const IDENTITY = { id: 'session-1', secret: 'secret-1' }

interface Sent {
  url: string
  secret: string
  story: string
  version: number
  now: string
  steps: { number: number; scene: string; option?: string; back_to?: number; at: number }[]
}

type Answer = Partial<Position> | number | 'lost' | 'cut' | 'foreign' | 'offline'

/** A server that walks along, or answers what the test has laid out first; and the rest of a browser. */
class World {
  readonly calls: Sent[] = []
  readonly beacons: Sent[] = []
  readonly repairs: Position[] = []
  readonly reached: boolean[] = []
  answers: Answer[] = []
  clock = 1_000
  private timers: { at: number; run: () => void }[] = []

  constructor(readonly keep: Keep = memoryKeep()) {}

  transport(): Transport {
    const transport = new Transport(API, {
      keep: this.keep,
      fetch: (url, init) => this.fetch(url, init),
      beacon: (url, body) => this.beacons.push({ url, ...(JSON.parse(body) as Omit<Sent, 'url'>) }) > 0,
      now: () => this.clock,
      after: (milliseconds, run) => {
        const timer = { at: this.clock + milliseconds, run }
        this.timers.push(timer)
        return () => (this.timers = this.timers.filter((one) => one !== timer))
      },
      repair: (position) => this.repairs.push(position),
      reached: (online) => this.reached.push(online),
    })
    transport.begin(IDENTITY, STORY, 3, 'start')
    return transport
  }

  /** Let time pass, and everything that falls due in it happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.clock + milliseconds
    await settled()
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.timers = this.timers.filter((one) => one !== next)
      this.clock = Math.max(this.clock, next.at)
      next.run()
      await settled()
    }
    this.clock = end
  }

  get numbers(): number[][] {
    return this.calls.map(({ steps }) => steps.map(({ number }) => number))
  }

  private fetch(url: string, init: RequestInit): Promise<Response> {
    const sent = { url, ...(JSON.parse(init.body as string) as Omit<Sent, 'url'>) }
    const answer = this.answers.shift() ?? {}
    if (answer === 'offline') return Promise.reject(new TypeError('offline'))
    this.calls.push(sent)
    if (answer === 'lost') return Promise.reject(new TypeError('the answer was lost'))
    if (answer === 'cut') return Promise.resolve(new Response('{"number": 1, "sce'))
    if (answer === 'foreign')
      return Promise.resolve(new Response('<!doctype html><title>Sign in to this network</title>'))
    if (typeof answer === 'number') return Promise.resolve(new Response('{}', { status: answer }))
    const number = sent.steps.at(-1)?.number ?? 0
    const position = { number, scene: sent.now, state: 'reading', context: {}, depth: number, ...answer }
    return Promise.resolve(new Response(JSON.stringify(position)))
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0))
const step = (n: number, ending = false): Taken => ({ scene: at(n - 1), option: 'go', to: at(n), ending })
const at = (n: number) => (n === 0 ? 'start' : `scene-${n}`)

function walk(transport: Transport, from: number, to: number): void {
  for (let n = from; n <= to; n += 1) transport.add(step(n))
}

describe('a session', () => {
  it('opens with no steps, in the shape the server takes and nothing more', async () => {
    const world = new World()
    world.transport().start()
    await world.pass(0)
    expect(world.calls).toEqual([
      {
        url: `${API}/v1/play/sessions/session-1/steps`,
        secret: 'secret-1',
        story: STORY,
        version: 3,
        steps: [],
        now: 'start',
      },
    ])
  })

  it('costs three calls for ten steps', async () => {
    const world = new World()
    const transport = world.transport()
    transport.start()
    await world.pass(3_000)
    for (let n = 1; n <= 10; n += 1) {
      transport.add(step(n))
      await world.pass(3_000)
    }
    expect(world.numbers).toEqual([[], [1, 2, 3, 4, 5], [6, 7, 8, 9, 10]])
  })

  it('tells an ending at once', async () => {
    const world = new World()
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    transport.add(step(1))
    transport.add(step(2, true))
    await world.pass(0)
    expect(world.numbers).toEqual([[], [1, 2]])
  })

  it('numbers going back as a step of its own', async () => {
    const world = new World()
    const transport = world.transport()
    transport.add(step(1))
    world.clock += 500
    transport.add({ scene: 'scene-1', backTo: 0, to: 'start', ending: false })
    transport.start()
    await world.pass(0)
    expect(world.calls[0]?.steps).toEqual([
      { number: 1, scene: 'start', option: 'go', at: 0 },
      { number: 2, scene: 'scene-1', back_to: 0, at: 500 },
    ])
    expect(world.calls[0]?.now).toBe('start')
  })
})

describe('a bad connection', () => {
  it('keeps steps and sends them once it is back', async () => {
    const world = new World()
    world.answers = ['offline', 'offline']
    const transport = world.transport()
    transport.start()
    walk(transport, 1, 2)
    await world.pass(60_000)
    expect(world.reached.slice(0, 3)).toEqual([false, false, true])
    expect(world.numbers).toEqual([[1, 2]])
  })

  it('does not try harder because the reader goes on', async () => {
    const world = new World()
    world.answers = [500, 500, 500]
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    for (let n = 1; n <= 20; n += 1) {
      transport.add(step(n))
      await world.pass(100)
    }
    expect(world.calls.length).toBeLessThanOrEqual(2)
    await world.pass(60_000)
    expect(world.numbers.at(-1)).toHaveLength(20)
  })

  it('tries at once when the browser says it is connected', async () => {
    const world = new World()
    world.answers = ['offline']
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    expect(world.calls).toHaveLength(0)
    transport.reconnected()
    await world.pass(0)
    expect(world.calls).toHaveLength(1)
  })

  it('sends the same numbers again when an answer was lost', async () => {
    const world = new World()
    world.answers = ['lost']
    const transport = world.transport()
    walk(transport, 1, 5)
    transport.start()
    await world.pass(10_000)
    expect(world.numbers).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5],
    ])
    walk(transport, 6, 10)
    await world.pass(3_000)
    expect(world.numbers.at(-1)).toEqual([6, 7, 8, 9, 10])
    expect(world.repairs).toEqual([])
  })

  it.each<Answer>(['cut', 'foreign', { number: 1.5 }, { number: 9, context: undefined }])(
    'sends them again after an answer nobody can read: %j',
    async (answer) => {
      const world = new World()
      world.answers = [answer]
      const transport = world.transport()
      walk(transport, 1, 5)
      transport.start()
      await world.pass(10_000)
      expect(world.numbers).toEqual([
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5],
      ])
      expect(world.repairs).toEqual([])
    },
  )

  it('survives the page: what was not confirmed goes with the next visit', async () => {
    const world = new World()
    world.answers = ['offline']
    const transport = world.transport()
    transport.start()
    walk(transport, 1, 3)
    await world.pass(0)
    const later = new World(world.keep)
    later.transport().start()
    await later.pass(0)
    expect(later.numbers).toEqual([[1, 2, 3]])
  })

  it('sends what an earlier session left before the new one', async () => {
    const world = new World()
    const transport = world.transport()
    walk(transport, 1, 2)
    transport.begin({ id: 'session-2', secret: 'secret-2' }, STORY, 3, 'start')
    transport.start()
    await world.pass(0)
    expect(world.calls.map(({ url, steps }) => [url.split('/')[6], steps.length])).toEqual([
      ['session-1', 2],
      ['session-2', 0],
    ])
  })
})

describe('being back', () => {
  it('sends the few steps that would have waited for more', async () => {
    const world = new World()
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    walk(transport, 1, 2)
    await world.pass(3_000)
    expect(world.numbers).toEqual([[]])
    transport.reconnected()
    await world.pass(0)
    expect(world.numbers).toEqual([[], [1, 2]])
  })

  it('sends what an earlier visit left of a session that is open', async () => {
    const world = new World()
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    walk(transport, 1, 2)
    const later = new World(world.keep)
    later.transport().start()
    await later.pass(0)
    expect(later.numbers).toEqual([[1, 2]])
  })

  it('hands over again what a beacon may have lost', async () => {
    const world = new World()
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    walk(transport, 1, 1)
    transport.leave()
    world.answers = ['offline']
    transport.reconnected()
    await world.pass(0)
    transport.leave()
    expect(world.beacons.map(({ steps }) => steps.length)).toEqual([1, 1])
  })
})

describe('a session that goes on elsewhere', () => {
  it('is told all there is, now', async () => {
    const world = new World()
    const transport = world.transport()
    walk(transport, 1, 2)
    expect(await transport.flush()).toBe(true)
    expect(world.numbers).toEqual([[1, 2]])
    expect(await transport.flush()).toBe(true)
    expect(world.calls).toHaveLength(1)
  })

  it.each<[string, Answer]>([
    ['there is no connection', 'offline'],
    ['the server is in trouble', 503],
    ['the server refuses it', 404],
  ])('stays where it is while %s', async (_, answer) => {
    const world = new World()
    world.answers = [answer]
    const transport = world.transport()
    walk(transport, 1, 2)
    expect(await transport.flush()).toBe(false)
  })

  it('keeps its steps from when it is held, and hands them over once', async () => {
    const world = new World()
    const transport = world.transport()
    await transport.flush()
    transport.hold(true)
    walk(transport, 1, 6)
    transport.leave()
    await world.pass(60_000)
    expect([world.numbers, world.beacons]).toEqual([[[]], []])
    expect(transport.end({ id: 'session-9', secret: '' })).toBeUndefined()
    expect(transport.end(IDENTITY)?.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6])
    expect(transport.end(IDENTITY)).toBeUndefined()
    expect(world.keep.get('steps')).toEqual([])
  })

  it('sends them itself where it is not left after all', async () => {
    const world = new World()
    const transport = world.transport()
    await transport.flush()
    transport.hold(true)
    walk(transport, 1, 5)
    transport.hold(false)
    transport.add(step(6, true))
    await world.pass(0)
    expect(world.numbers).toEqual([[], [1, 2, 3, 4, 5, 6]])
  })

  it('hands over what the server did not take any more, in this visit or the next', async () => {
    const world = new World()
    const transport = world.transport()
    await transport.flush()
    world.answers = [{ state: 'carried', number: 2, scene: 'scene-2' }]
    walk(transport, 1, 5)
    expect(await transport.flush()).toBe(true)
    transport.add(step(6))
    const later = new World(world.keep)
    later.answers = [{ state: 'carried', number: 2, scene: 'scene-2' }]
    const again = later.transport()
    expect(await again.flush()).toBe(true)
    for (const one of [transport, again]) expect(one.end(IDENTITY)?.map(({ number }) => number)).toEqual([3, 4, 5, 6])
  })

  it('goes on here from where the server has it', async () => {
    const world = new World()
    const transport = world.transport()
    const taken = { id: 'session-2', secret: 'secret-2' }
    transport.begin(taken, STORY, 3, 'scene-7', { number: 7, age: 500 })
    transport.add(step(8, true))
    await world.pass(0)
    const last = world.calls.at(-1)
    expect([last?.url.split('/')[6], last?.steps]).toEqual([
      'session-2',
      [{ number: 8, scene: 'scene-7', option: 'go', at: 500 }],
    ])
  })
})

describe('leaving', () => {
  it('hands over what is unsent, once', async () => {
    const world = new World()
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    transport.leave()
    expect(world.beacons).toHaveLength(0)
    walk(transport, 1, 2)
    transport.leave()
    transport.leave()
    expect(world.beacons.map(({ steps }) => steps.length)).toEqual([2])
  })

  it('keeps what a beacon took until the server says so', async () => {
    const world = new World()
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    walk(transport, 1, 2)
    transport.leave()
    walk(transport, 3, 5)
    await world.pass(3_000)
    expect(world.numbers.at(-1)).toEqual([1, 2, 3, 4, 5])
  })

  it('accepts that a beacon was faster than the batch after it', async () => {
    const world = new World()
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    world.answers = [{ number: 6, scene: 'scene-6' }]
    walk(transport, 1, 5)
    const sending = world.pass(2_000)
    transport.add(step(6))
    await sending
    expect(world.repairs).toEqual([])
  })
})

describe('the server’s word', () => {
  it.each([
    ['another scene', { scene: 'elsewhere' }],
    ['fewer steps', { number: 3, scene: 'scene-3' }],
    ['more steps than were ever taken', { number: 9, scene: 'scene-9' }],
  ])('repairs: %s', async (_, answer) => {
    const world = new World()
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    world.answers = [answer]
    walk(transport, 1, 5)
    await world.pass(3_000)
    expect(world.repairs).toHaveLength(1)
    expect(world.repairs[0]).toMatchObject(answer)
    const after = world.repairs[0]?.number ?? 0
    transport.add({ scene: world.repairs[0]?.scene ?? '', option: 'go', to: 'on', ending: true })
    await world.pass(0)
    expect(world.numbers.at(-1)).toEqual([after + 1])
  })

  it.each<[string, Answer]>([
    ['a foreign session', 403],
    ['an unknown version', 404],
    ['a story put away', 410],
    ['another form', 422],
    ['a session left for a newer version', { state: 'carried', number: 7, scene: 'scene-7' }],
  ])('is silent after %s, and the story reads on', async (_, answer) => {
    const world = new World()
    world.answers = [answer]
    const transport = world.transport()
    transport.start()
    await world.pass(0)
    walk(transport, 1, 10)
    transport.leave()
    await world.pass(60_000)
    expect(world.calls).toHaveLength(1)
    expect(world.beacons).toHaveLength(0)
    expect(world.repairs).toHaveLength(0)
  })
})

describe('what the browser remembers', () => {
  const broken = {
    getItem: () => '{not json',
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }

  it('is nothing where what lies in storage is no step', async () => {
    const world = new World()
    world.keep.put('steps', [{ identity: IDENTITY, waiting: [null], confirmed: 0 }])
    const transport = world.transport()
    walk(transport, 1, 5)
    transport.start()
    await world.pass(3_000)
    expect(world.numbers).toEqual([[1, 2, 3, 4, 5]])
  })

  it('is nothing where storage is broken, and nobody notices', async () => {
    const world = new World(storageKeep(broken, STORY))
    const transport = world.transport()
    transport.start()
    walk(transport, 1, 5)
    await world.pass(3_000)
    expect(world.numbers.flat()).toEqual([1, 2, 3, 4, 5])
  })
})
