import { expect, it } from 'vitest'
import { variableUses } from '../../src/editor/story/draft/plans'
import { apply, type Edit } from '../../src/story/edits'
import { sceneAt, storyOf } from './drafts'

const OPTION = { scene: 'a', option: 'a0' } as const

it.each<[string, Edit, [string | null, string][]]>([
  ['a text', { type: 'scene.rewritten', scene: 'a', text: '{coins} and {coins}' }, [[null, 'read']]],
  ['a label', { type: 'option.relabelled', ...OPTION, label: 'Pay {coins}' }, [['a0', 'read']]],
  [
    'a condition',
    { type: 'option.condition_set', ...OPTION, condition: { not: { var: 'coins', is: 'eq', value: 1 } } },
    [['a0', 'read']],
  ],
  [
    'effects',
    {
      type: 'option.effects_set',
      ...OPTION,
      effects: [
        { add: 'coins', by: 1 },
        { set: 'coins', to: 2 },
      ],
    },
    [['a0', 'set']],
  ],
  ['nothing', { type: 'scene.noted', scene: 'a', notes: '{coins}' }, []],
])('%s uses a variable', (_words, edit, uses) => {
  const found = variableUses(apply(storyOf(sceneAt('a', 0, 0, ['a'])), edit)).get('coins') ?? []
  expect(found.map(({ option, how }) => [option, how])).toEqual(uses)
})
