import { expect, it } from 'vitest'
import { planDuplicate, planMove, planMoveTo } from '../../src/editor/story/draft/plans'
import { gapAt, placeInGap } from '../../src/editor/story/panel/ordering'
import { apply, type Edit } from '../../src/story/edits'
import { sceneAt, storyOf } from './drafts'

const SCENE = sceneAt('a', 0, 0, ['a', null, 'a'])

function orderAfter(edit: Edit | null): string[] | undefined {
  return edit
    ? apply(storyOf(SCENE), edit)
        .scenes.get('a')
        ?.data.options.map(({ id }) => id)
    : undefined
}

it.each([
  [-5, 0],
  [4, 0],
  [6, 1],
  [29, 2],
  [31, 3],
  [90, 3],
])('at %i the nearest gap is %i', (y, gap) => {
  const rows = [
    { top: 0, bottom: 10 },
    { top: 10, bottom: 20 },
    { top: 20, bottom: 40 },
  ]
  expect(gapAt(y, rows)).toBe(gap)
})

it.each([
  [1, 0, 0],
  [1, 1, 1],
  [1, 2, 1],
  [1, 3, 2],
  [0, 3, 2],
])('row %i in gap %i comes to stand at %i', (from, gap, to) => {
  expect(placeInGap(from, gap)).toBe(to)
})

it.each<[string, Edit | null, string[] | undefined]>([
  ['to the end', planMoveTo(SCENE, 'a0', 2), ['a1', 'a2', 'a0']],
  ['to the beginning', planMoveTo(SCENE, 'a2', 0), ['a2', 'a0', 'a1']],
  ['to where it is', planMoveTo(SCENE, 'a1', 1), undefined],
  ['to where nothing is', planMoveTo(SCENE, 'a1', 3), undefined],
  ['down by one', planMove(SCENE, 'a1', 1), ['a0', 'a2', 'a1']],
  ['up from the first place', planMove(SCENE, 'a0', -1), undefined],
  ['of what is not there', planMove(SCENE, 'x', 1), undefined],
])('an option moves %s', (_words, edit, order) => {
  expect(orderAfter(edit)).toEqual(order)
})

it('copies an option below it, without its place in the picture', () => {
  const [first] = SCENE.data.options
  const hotspot = {
    points: [
      [0, 0],
      [1, 1],
      [0, 1],
    ],
  } as const
  const effects = [{ add: 'coins', by: 1 }]
  const scene = { ...SCENE, data: { ...SCENE.data, options: [{ ...first!, hotspot, effects }] } }
  const edit = planDuplicate(scene, () => 'new', 'a0')
  expect(edit).toEqual({
    type: 'option.added',
    scene: 'a',
    index: 1,
    option: { ...first, id: 'new', hotspot: null, effects },
  })
  expect(planDuplicate(scene, () => 'new', 'x')).toBeNull()
})
