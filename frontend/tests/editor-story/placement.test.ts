import { expect, it } from 'vitest'
import { CARD_HEIGHT, CARD_WIDTH } from '../../src/editor/story/canvas/cardShape'
import { freePlace, nearestFree } from '../../src/editor/story/canvas/placement'
import { sceneAt, storyOf } from './drafts'

const STORY = storyOf(sceneAt('a', 0, 0), sceneAt('b', CARD_WIDTH + 40, 0))

it.each([
  ['there, where that is free', { x: -900, y: 30 }, { x: -900, y: 30 }],
  ['beside a card it would lie on', { x: -CARD_WIDTH + 30, y: 24 }, { x: -CARD_WIDTH - 16, y: 24 }],
  ['above it, where that is nearer', { x: 8, y: -CARD_HEIGHT + 10 }, { x: 8, y: -CARD_HEIGHT - 16 }],
  ['below both, between two of them', { x: 120, y: CARD_HEIGHT - 10 }, { x: 120, y: CARD_HEIGHT + 16 }],
])('puts a new scene %s', (_what, wanted, place) => {
  expect(nearestFree(STORY, wanted)).toEqual(place)
})

it('puts a new scene upon another, so far out that there is nothing beside it', () => {
  const far = { x: 1e300, y: 1e300 }
  expect(freePlace(storyOf(sceneAt('a', far.x, far.y)), far)).toEqual(far)
})
