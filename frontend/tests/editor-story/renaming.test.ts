import { expect, it } from 'vitest'
import { variableUses } from '../../src/editor/story/draft/plans'
import { planRename } from '../../src/editor/story/draft/renaming'
import { apply, inverse, type Edit } from '../../src/story/edits'
import { MAX_TEXT, type Document as StoryDocument } from '../../src/story/model'
import { sceneAt, storyOf } from './drafts'

const OPTION = { scene: 'a', option: 'a0' } as const
const COINS: Edit = { type: 'variable.added', name: 'coins', variable: { type: 'number', initial: 3 } }

function story(...edits: readonly Edit[]): StoryDocument {
  return [COINS, ...edits].reduce(apply, storyOf(sceneAt('a', 0, 0, ['a'])))
}

it.each<[string, Edit, Edit]>([
  [
    'a text, every time it is there',
    { type: 'scene.rewritten', scene: 'a', text: '{coins} of {coins}, {coinsy}, coins' },
    { type: 'scene.rewritten', scene: 'a', text: '{gold} of {gold}, {coinsy}, coins' },
  ],
  [
    'a label',
    { type: 'option.relabelled', ...OPTION, label: 'Pay {coins}' },
    { type: 'option.relabelled', ...OPTION, label: 'Pay {gold}' },
  ],
  [
    'a hint',
    { type: 'option.hint_set', ...OPTION, hint: 'You have {coins}' },
    { type: 'option.hint_set', ...OPTION, hint: 'You have {gold}' },
  ],
  [
    'a condition, however deep',
    {
      type: 'option.condition_set',
      ...OPTION,
      condition: { all: [{ visited: 'coins' }, { not: { any: [{ var: 'coins', is: 'ge', value: 1 }] } }] },
    },
    {
      type: 'option.condition_set',
      ...OPTION,
      condition: { all: [{ visited: 'coins' }, { not: { any: [{ var: 'gold', is: 'ge', value: 1 }] } }] },
    },
  ],
  [
    'effects',
    {
      type: 'option.effects_set',
      ...OPTION,
      effects: [{ add: 'coins', by: 1 }, { set: 'coins', to: 2 }, { toggle: 'door' }],
    },
    {
      type: 'option.effects_set',
      ...OPTION,
      effects: [{ add: 'gold', by: 1 }, { set: 'gold', to: 2 }, { toggle: 'door' }],
    },
  ],
])('a new name reaches %s, and is taken back', (_where, before, after) => {
  const document = story(before)
  const plan = planRename(document, 'coins', 'gold')
  expect(plan).toEqual([{ type: 'variable.removed', name: 'coins' }, { ...COINS, name: 'gold' }, after])
  let renamed = document
  const back: Edit[] = []
  for (const edit of plan as Edit[]) {
    back.unshift(inverse(renamed, edit))
    renamed = apply(renamed, edit)
  }
  expect(variableUses(renamed).get('coins')).toBeUndefined()
  expect(back.reduce(apply, renamed)).toEqual(document)
})

it.each<[string, string, unknown]>([
  ['the same name', 'coins', []],
  ['a name with a space', 'gold coins', 'bad'],
  ['nothing', '', 'bad'],
  ['a name that is taken', 'door', 'taken'],
  ['a name that makes a text too long', 'treasure', 'long'],
])('%s', (_words, to, outcome) => {
  const door: Edit = { type: 'variable.added', name: 'door', variable: { type: 'boolean', initial: false } }
  const long: Edit = { type: 'scene.rewritten', scene: 'a', text: '{coins}'.padEnd(MAX_TEXT, '.') }
  expect(planRename(story(door, long), 'coins', to)).toEqual(outcome)
})
