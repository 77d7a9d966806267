import { describe, expect, it } from 'vitest'
import { findProblems, type AssetState, type Problem } from '../../src/story/problems'
import { apply } from '../../src/story/edits'
import { CheckDesk, questionOf, type Question, type Subject } from '../../src/editor/story/problems/checking'
import { Checks, type CheckPorts } from '../../src/editor/story/problems/checks'
import { heldState } from '../../src/editor/story/upload/heldState'
import { vectors } from '../story/vectors'
import { FakeClock, retitled, sceneAt, settle, storyOf } from './drafts'

const assets: ReadonlyMap<string, AssetState> = new Map([['pic', 'ready']])
const story = storyOf(sceneAt('a', 0, 0, ['b', 'c']), sceneAt('b', 0, 0, ['a']))
const subject: Subject = { document: story, assets }
const removed: Subject = { document: apply(story, { type: 'scene.removed', scene: 'b' }), assets }
const renamed: Subject = { document: apply(removed.document, retitled('a', 'Another')), assets }

describe('a question', () => {
  it('carries the whole story once, then what is another', () => {
    expect(questionOf(null, subject)).toMatchObject({ first: true, scenes: [{ id: 'a' }, { id: 'b' }], gone: [] })
    expect(questionOf(subject, removed)).toMatchObject({ first: false, scenes: [], gone: ['b'] })
    expect(questionOf(removed, renamed)).toMatchObject({ scenes: [{ id: 'a', data: { title: 'Another' } }], gone: [] })
    expect(questionOf(renamed, renamed)).toMatchObject({ scenes: [], gone: [] })
  })

  it('leaves the groups at home', () => {
    const group = {
      id: 'g',
      title: '',
      text: '',
      colour: '#aabbcc',
      position: { x: 0, y: 0 },
      size: { width: 1, height: 1 },
    }
    const grouped = { ...story, groups: new Map([['g', group]]) }
    expect(questionOf(null, { document: grouped, assets }).frame.groups.size).toBe(0)
  })

  it('is answered with all that is wrong', () => {
    const desk = new CheckDesk()
    let known: Subject | null = null
    for (const now of [subject, removed, renamed, { ...renamed, assets: new Map() }, subject]) {
      // As it goes from thread to thread.
      const question = structuredClone(questionOf(known, now))
      expect(desk.answer(question)).toEqual(findProblems(now.document, now.assets))
      known = now
    }
    const other: Subject = { document: storyOf(sceneAt('x', 0, 0)), assets }
    expect(desk.answer(questionOf(null, other))).toEqual(findProblems(other.document, assets))
  })
})

/** A worker that answers when told, or dies. */
class FakeWorker {
  readonly questions: Question[] = []
  ended = false
  readonly #desk = new CheckDesk()

  constructor(
    private readonly answered: (problems: readonly Problem[]) => void,
    readonly die: () => void,
  ) {}

  postMessage(question: Question): void {
    this.questions.push(structuredClone(question))
  }

  terminate(): void {
    this.ended = true
  }

  answer(): void {
    const question = this.questions.at(-1)
    if (question) this.answered(this.#desk.answer(question))
  }
}

function checking(start?: CheckPorts['start']) {
  const workers: FakeWorker[] = []
  const found: (readonly Problem[] | null)[] = []
  const clock = new FakeClock()
  const checks = new Checks({
    start:
      start ??
      ((answered, died) => {
        const worker = new FakeWorker(answered, died)
        workers.push(worker)
        return worker
      }),
    later: clock.later,
    found: (problems) => found.push(problems),
  })
  const newest = () => workers.at(-1) as FakeWorker
  return { checks, workers, found, clock, newest }
}

describe('checking in a worker', () => {
  it('tells what is wrong', () => {
    const { checks, found, newest, clock } = checking()
    checks.ask(subject)
    newest().answer()
    expect(found).toEqual([findProblems(story, assets)])
    expect(clock.pauses).toEqual([])
  })

  it('asks one thing at a time, the newest next, and drops what is no longer asked', () => {
    const { checks, found, newest } = checking()
    checks.ask(subject)
    checks.ask(removed)
    checks.ask(renamed)
    expect(newest().questions).toHaveLength(1)
    newest().answer()
    expect(found).toEqual([])
    expect(newest().questions[1]).toMatchObject({ first: false, gone: ['b'], scenes: [{ id: 'a' }] })
    newest().answer()
    expect(found).toEqual([findProblems(renamed.document, assets)])
  })

  it('has nothing wrong with no story, and begins anew with the next', () => {
    const { checks, found, workers, newest } = checking()
    checks.ask(subject)
    const before = newest()
    checks.ask(null)
    before.answer()
    expect([found, before.ended]).toEqual([[null], true])
    checks.ask(renamed)
    newest().answer()
    expect(workers).toHaveLength(2)
    expect(found).toEqual([null, findProblems(renamed.document, assets)])
  })

  it.each(['dies', 'is silent'])('starts another worker when one %s', async (fate) => {
    const { checks, found, workers, newest, clock } = checking()
    checks.ask(subject)
    newest().answer()
    checks.ask(removed)
    const before = newest()
    if (fate === 'dies') before.die()
    else await clock.next()
    expect([workers.length, before.ended]).toEqual([2, true])
    expect(newest().questions).toMatchObject([{ first: true }])
    before.answer()
    newest().answer()
    expect(found).toEqual([findProblems(story, assets), findProblems(removed.document, assets)])
  })

  it('checks in the page when workers keep dying', async () => {
    const { checks, found, workers, newest } = checking()
    checks.ask(subject)
    for (let death = 0; death < 3; death += 1) newest().die()
    expect(workers).toHaveLength(3)
    await settle()
    expect(found).toEqual([findProblems(story, assets)])
    checks.ask(removed)
    await settle()
    expect(found).toHaveLength(2)
  })

  it('checks in the page where no worker may be', async () => {
    const { checks, found } = checking(() => {
      throw new TypeError('This document requires a TrustedScriptURL.')
    })
    checks.ask(subject)
    checks.ask(renamed)
    await settle()
    expect(found).toEqual([findProblems(renamed.document, assets)])
  })

  it('lets go of the worker', () => {
    const { checks, found, newest, clock } = checking()
    checks.ask(subject)
    checks.stop()
    newest().answer()
    expect([found, newest().ended, clock.pauses]).toEqual([[], true, []])
  })
})

interface Held {
  readonly state: Parameters<typeof heldState>[0]['state']
  readonly size: number
  readonly width: number | null
  readonly height: number | null
  readonly held: AssetState
}

it.each(vectors<Held[]>('held_states'))('a picture $state of $size bytes is $held', ({ held, ...picture }) => {
  expect(heldState(picture)).toBe(held)
})
