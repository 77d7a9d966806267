import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, effectScope, shallowReactive } from 'vue'
import { provideApi } from '../../src/api/client'
import { provedOf, standing } from '../../src/editor/story/problems/proved'
import { useProved, type QuietDraft } from '../../src/editor/story/problems/useProved'
import { apply, type Edit } from '../../src/story/edits'
import type { Problem } from '../../src/story/problems'
import { FakeServer } from '../editor-shell/fakes'
import { retitled, sceneAt, storyOf } from './drafts'

const story = storyOf(sceneAt('a', 0, 0, ['b']), sceneAt('b', 0, 0))
const problem = (code: string, scene: string | null): Problem => {
  return { code, severity: 'error', scene, option: null, variable: null, sentence: `${code} of ${scene}`, path: null }
}
const FOUND = [problem('not-proved', null), problem('stuck', 'a'), problem('stuck', 'b'), problem('dead-end', 'b')]

describe('what the server proved', () => {
  it('is what the editor does not find by itself', () => {
    expect(provedOf(3, story, FOUND).problems).toEqual(FOUND.slice(0, 3))
  })

  it.each<[string, Edit, readonly (string | null)[]]>([
    ['another scene', retitled('b', 'B!'), [null, 'a']],
    ['its scene', retitled('a', 'A!'), [null, 'b']],
    ['its place on the canvas', { type: 'scene.moved', scene: 'a', position: { x: 9, y: 9 } }, [null, 'a', 'b']],
    ['the scene away', { type: 'scene.removed', scene: 'a' }, [null, 'b']],
  ])('stands after an edit of %s as far as its scene is what it was', (_, edit, scenes) => {
    const proved = provedOf(3, story, FOUND)
    expect(standing(proved, apply(story, edit)).map(({ scene }) => scene)).toEqual(scenes)
  })

  it('is nothing where nothing is known', () => {
    expect(standing(null, story)).toEqual([])
    expect(standing(provedOf(3, story, FOUND), null)).toEqual([])
  })
})

describe('asking the server', () => {
  const CALL = 'GET /v1/stories/story/problems'

  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function asking(...replies: Parameters<FakeServer['on']>[1][]) {
    const server = new FakeServer().on(CALL, ...replies)
    const draft = shallowReactive<{ -readonly [Key in keyof QuietDraft]: QuietDraft[Key] }>({
      document: story,
      revision: 7,
      status: 'saved',
    })
    const app = createApp({})
    provideApi(app, server.api())
    const scope = effectScope()
    const proved = app.runWithContext(() => scope.run(() => useProved(() => 'story', draft)))
    if (!proved) throw new Error('the scope is over')
    const quiet = () => vi.advanceTimersByTimeAsync(2_100)
    return { server, draft, proved, quiet, asked: () => server.calls(CALL).length }
  }

  const answer = (revision: number, problems: readonly Problem[]) => ({ body: { revision, problems } })

  it('waits until the draft is saved and quiet', async () => {
    const { draft, proved, quiet, asked } = asking(answer(8, FOUND))
    draft.status = 'saving'
    draft.document = apply(story, retitled('a', 'A!'))
    await quiet()
    expect(asked()).toBe(0)
    draft.revision = 8
    draft.status = 'saved'
    await vi.advanceTimersByTimeAsync(1_900)
    expect(asked()).toBe(0)
    await quiet()
    expect([asked(), proved.revision.value, proved.problems.value]).toEqual([1, 8, FOUND.slice(0, 3)])
  })

  it('does not ask twice of one draft, and asks of the next', async () => {
    const { draft, proved, quiet, asked } = asking(answer(7, FOUND), answer(8, []))
    await quiet()
    draft.status = 'offline'
    draft.status = 'saved'
    await quiet()
    expect([asked(), proved.problems.value.length]).toEqual([1, 3])
    draft.document = apply(story, retitled('a', 'A!'))
    draft.revision = 8
    expect(proved.problems.value.map(({ scene }) => scene)).toEqual([null, 'b'])
    await quiet()
    expect([asked(), proved.revision.value, proved.problems.value]).toEqual([2, 8, []])
  })

  it('does not take an answer of another revision', async () => {
    const { proved, quiet, asked } = asking(answer(9, FOUND))
    await quiet()
    expect([asked(), proved.revision.value, proved.problems.value]).toEqual([1, null, []])
  })

  it('does without an answer, and asks again in the next quiet moment', async () => {
    const { draft, proved, quiet, asked } = asking(new Error('lost'), answer(7, FOUND))
    await quiet()
    expect(proved.problems.value).toEqual([])
    draft.status = 'offline'
    await quiet()
    draft.status = 'saved'
    await quiet()
    expect([asked(), proved.problems.value.length]).toEqual([2, 3])
  })
})
