import { expect, it } from 'vitest'
import { planDuplicate, type Pasting } from '../../src/editor/story/clipboard/pasting'
import { portableGroup } from '../../src/editor/story/clipboard/portable'
import type { Group, Scene } from '../../src/story/model'
import { sceneAt, storyOf } from './drafts'

const CAVES: Group = {
  ...{ id: 'g', title: 'Caves', text: '', colour: '#1f6fb2' },
  ...{ position: { x: 0, y: 0 }, size: { width: 288, height: 344 } },
}
const INSIDE = sceneAt('a', 32, 40)
const [RIGHT, BELOW, LEFT, ABOVE] = [
  ['right', 400, 0],
  ['below', 0, 500],
  ['left', -300, 0],
  ['above', 0, -300],
].map(([id, x, y]) => sceneAt(String(id), Number(x), Number(y))) as [Scene, Scene, Scene, Scene]
const [ACROSS, DOWN] = [288 + 56, 344 + 40 + 56]

/** How far the duplicate of the caves and their scene lie from them. */
function wayOf(scenes: readonly Scene[], groups: readonly Group[] = []) {
  const story = { ...storyOf(INSIDE, ...scenes), groups: new Map([CAVES, ...groups].map((each) => [each.id, each])) }
  const { edits } = planDuplicate(story, 's', portableGroup(story, 's', 'g')!, 'g', () => 'new') as Pasting
  const [scene, group] = edits.map((edit) =>
    edit.type === 'scene.added' ? edit.scene.position : edit.type === 'group.added' ? edit.group.position : null,
  )
  expect([scene!.x - 32, scene!.y - 40]).toEqual([group!.x, group!.y])
  return [group!.x, group!.y]
}

it.each<[string, readonly Scene[], readonly Group[], readonly number[]]>([
  ['to its right', [], [], [ACROSS, 0]],
  ['below it, where scenes lie to its right', [RIGHT], [], [0, DOWN]],
  ['to its left, where they lie below, too', [RIGHT, BELOW], [], [-ACROSS, 0]],
  ['above it, where they lie there, too', [RIGHT, BELOW, LEFT], [], [0, -DOWN]],
  ['further away, where they lie all around', [RIGHT, BELOW, LEFT, ABOVE], [], [2 * ACROSS, 0]],
  ['not on a note', [], [{ ...CAVES, id: 'n', text: 'Dry?', position: { x: 400, y: 60 } }], [0, DOWN]],
  [
    'within what the group lies in',
    [],
    [{ ...CAVES, id: 'o', position: { x: -900, y: -900 }, size: { width: 3000, height: 3000 } }],
    [ACROSS, 0],
  ],
])('a duplicated group lies %s', (_where, scenes, groups, way) => {
  expect(wayOf(scenes, groups)).toEqual(way)
})
