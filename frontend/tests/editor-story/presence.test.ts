import { describe, expect, it } from 'vitest'
import { byScene, sameCompany } from '../../src/editor/story/presence/people'
import { ALONE_MS, Presence, TOGETHER_MS, type OtherWindow } from '../../src/editor/story/presence/presence'
import type { SceneId } from '../../src/story/model'

const OTHER: OtherWindow = { id: 'b', email: 'b@example.com', own: true, scene: 'cellar' }

const settle = () => new Promise((resolve) => setTimeout(resolve))

function open() {
  const told: (SceneId | null)[] = []
  const heard: (readonly [number, number])[] = []
  const log = { told, heard, nudges: 0, left: 0, pause: Infinity, run: () => undefined as void }
  const server = { windows: [] as OtherWindow[], revision: 7, isDown: false, hold: Promise.resolve() }
  const presence = new Presence({
    async stay(scene) {
      told.push(scene)
      await server.hold
      if (server.isDown) throw new Error('no answer')
      return { windows: server.windows, revision: server.revision }
    },
    leave: () => void (log.left += 1),
    nudge: () => void (log.nudges += 1),
    later(ms, run) {
      log.pause = ms
      log.run = run
      return () => (log.pause = Infinity)
    },
    found: (others, revision) => void heard.push([others.length, revision]),
  })
  return { presence, log, server }
}

describe('being in a story', () => {
  it('says so at once, tells the other windows, and asks again slowly while alone', async () => {
    const { presence, log } = open()
    presence.arrive()
    await settle()
    expect(log).toMatchObject({ told: [null], heard: [[0, 7]], nudges: 1, pause: ALONE_MS })
    log.run()
    await settle()
    expect(log).toMatchObject({ told: [null, null], nudges: 1, pause: ALONE_MS })
  })

  it('asks often while somebody else is there', async () => {
    const { presence, log, server } = open()
    server.windows = [OTHER]
    presence.arrive()
    await settle()
    expect(log.pause).toBe(TOGETHER_MS)
    expect(TOGETHER_MS).toBeLessThanOrEqual(5_000)
    server.windows = []
    log.run()
    await settle()
    expect(log.pause).toBe(ALONE_MS)
  })

  it('tells soon where it went, if there is somebody to see it', async () => {
    const { presence, log, server } = open()
    presence.arrive()
    await settle()
    presence.moved('attic')
    expect(log.pause).toBe(ALONE_MS)
    server.windows = [OTHER]
    log.run()
    await settle()
    presence.moved('garden')
    expect(log.pause).toBeLessThan(1_000)
    log.run()
    await settle()
    expect(log.told).toEqual([null, 'attic', 'garden'])
  })

  it('comes at once when another window of the browser has something new', async () => {
    const { presence, log } = open()
    presence.arrive()
    await settle()
    presence.nudged()
    expect(log.pause).toBeLessThan(1_000)
  })

  it('asks once more, not twice at once, where it is nudged while it asks', async () => {
    const { presence, log, server } = open()
    let answer: () => void = () => undefined
    server.hold = new Promise((resolve) => (answer = resolve))
    presence.arrive()
    presence.nudged()
    log.run()
    await settle()
    expect(log.told).toHaveLength(1)
    answer()
    await settle()
    expect(log.pause).toBeLessThan(1_000)
  })

  it('goes on asking where the server does not answer', async () => {
    const { presence, log, server } = open()
    server.isDown = true
    presence.arrive()
    await settle()
    expect(log).toMatchObject({ heard: [], pause: ALONE_MS })
  })

  it('asks nothing and hears of nobody once it is out of sight', async () => {
    const { presence, log, server } = open()
    server.windows = [OTHER]
    presence.nudged()
    expect(log.pause).toBe(Infinity)
    presence.arrive()
    await settle()
    presence.leave()
    presence.leave()
    expect(log).toMatchObject({
      left: 1,
      pause: Infinity,
      heard: [
        [1, 7],
        [0, 0],
      ],
    })
    presence.nudged()
    presence.sent()
    expect(log).toMatchObject({ pause: Infinity, nudges: 2 })
    presence.arrive()
    await settle()
    expect(log.told).toHaveLength(2)
  })
})

describe('the others', () => {
  const ANN: OtherWindow = { id: 'c', email: 'ann@example.com', own: false, scene: 'cellar' }

  it('are found by the scene they are in', () => {
    const nowhere = { ...ANN, id: 'd', scene: null }
    expect([...byScene([OTHER, nowhere, ANN])]).toEqual([['cellar', [OTHER, ANN]]])
  })

  it('are the same until somebody comes, goes or is elsewhere', () => {
    expect(sameCompany([OTHER, ANN], [{ ...OTHER }, { ...ANN }])).toBe(true)
    expect(sameCompany([OTHER], [OTHER, ANN])).toBe(false)
    expect(sameCompany([ANN], [{ ...ANN, scene: null }])).toBe(false)
    expect(sameCompany([ANN], [{ ...ANN, id: 'e' }])).toBe(false)
  })
})
