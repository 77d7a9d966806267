import { expect, it } from 'vitest'
import { withVariable } from '../../src/editor/story/panel/effectRows'
import type { Effect, Variable } from '../../src/story/model'

const VARIABLES: Record<string, Variable> = {
  coins: { type: 'number', initial: 0 },
  stones: { type: 'number', initial: 0 },
  seen: { type: 'boolean', initial: false },
  heard: { type: 'boolean', initial: false },
  name: { type: 'string', initial: '' },
}

it.each<[Effect, string, Effect]>([
  [{ add: 'coins', by: 5 }, 'stones', { add: 'stones', by: 5 }],
  [{ set: 'coins', to: 7 }, 'stones', { set: 'stones', to: 7 }],
  [{ set: 'seen', to: false }, 'heard', { set: 'heard', to: false }],
  [{ toggle: 'seen' }, 'heard', { toggle: 'heard' }],
  [{ add: 'coins', by: 5 }, 'seen', { set: 'seen', to: true }],
  [{ set: 'coins', to: 7 }, 'name', { set: 'name', to: '' }],
  [{ toggle: 'seen' }, 'coins', { add: 'coins', by: 1 }],
])('%j on %s is %j', (effect, name, made) => {
  expect(withVariable(effect, name, VARIABLES[name])).toEqual(made)
})
