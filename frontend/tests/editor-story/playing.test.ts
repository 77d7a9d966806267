import { describe, expect, it } from 'vitest'
import { playOn, Playing, replay, stepsBack, type Step } from '../../src/editor/story/preview/playing'
import { apply, type Edit } from '../../src/story/edits'
import { compileMachine, type StoryMachine } from '../../src/story/machine'
import { newDocument, newOption, newScene, type Document, type Option } from '../../src/story/model'

const OPEN: Option = {
  ...newOption('open', 'Open', 'hall'),
  condition: { var: 'keys', is: 'ge', value: 1 },
  when_locked: 'shown',
}
const LOOK: Option = { ...newOption('look', 'Look', 'shed'), effects: [{ add: 'keys', by: 1 }] }
const TOOK_AND_CAME_BACK: Step[] = [taken('look'), taken('return')]

describe('playing a draft', () => {
  it('takes what is offered and nothing else', () => {
    const { playing, steps } = replay(machine(story()), [taken('open'), taken('look')])
    expect([playing.scene, steps.length]).toEqual(['gate', 0])
    expect(playing.options.map(({ option, shown }) => [option.id, shown])).toEqual([
      ['open', 'locked'],
      ['look', 'offered'],
    ])
  })

  it('knows the way it came', () => {
    const { playing } = replay(machine(story()), TOOK_AND_CAME_BACK)
    expect(playing.path).toEqual([
      { scene: 'gate', by: null },
      { scene: 'shed', by: { scene: 'gate', option: 'look' } },
      { scene: 'gate', by: { scene: 'shed', option: 'return' } },
    ])
    expect([...playing.visited]).toEqual(['gate', 'shed'])
  })

  it.each<[string, Step, number, boolean]>([
    ['of its type', set('keys', 3), 3, true],
    ['of another type', set('keys', 'three'), 0, false],
    ['of no variable', set('coins', 3), 0, false],
    ['of what is no variable', set('$visited', 3), 0, false],
  ])('lets a variable be set: a value %s', (_words, step, keys, done) => {
    const playing = new Playing(machine(story()))
    expect(playing.do(step)).toBe(done)
    expect(playing.context).toEqual({ keys })
    expect(playing.do(taken('open'))).toBe(done)
  })

  it('sets nothing once the story has ended', () => {
    const { playing } = replay(machine(story()), [set('keys', 1), taken('open')])
    expect([playing.scene, playing.do(set('keys', 9)), playing.context['keys']]).toEqual(['hall', false, 1])
  })
})

describe('going back', () => {
  it.each<[string, Step[], number]>([
    ['over a choice', TOOK_AND_CAME_BACK, 1],
    ['over a choice and what was set after it', [taken('look'), set('keys', 5)], 0],
    ['nowhere, where nothing was chosen', [set('keys', 5)], 0],
    ['nowhere, where nothing was done', [], 0],
  ])('goes %s', (_words, steps, left) => {
    expect(stepsBack(steps)).toHaveLength(left)
  })
})

describe('playing on after an edit', () => {
  it.each<[string, Edit[], Step[], { scene: string; kept: string; keys: number; steps: number }]>([
    [
      'that changes a text: the same place',
      [{ type: 'scene.rewritten', scene: 'gate', text: 'Iron.' }],
      TOOK_AND_CAME_BACK,
      { scene: 'gate', kept: 'same', keys: 1, steps: 2 },
    ],
    [
      'that changes what a choice does: the same place, with what it does now',
      [{ type: 'option.effects_set', scene: 'gate', option: 'look', effects: [{ add: 'keys', by: 7 }] }],
      TOOK_AND_CAME_BACK,
      { scene: 'gate', kept: 'same', keys: 7, steps: 2 },
    ],
    [
      'that takes the way away: the same place, with what was remembered',
      [{ type: 'option.removed', scene: 'gate', option: 'look' }],
      [taken('look')],
      { scene: 'shed', kept: 'held', keys: 1, steps: 1 },
    ],
    [
      'that leads the way elsewhere: the same place',
      [{ type: 'option.retargeted', scene: 'gate', option: 'look', target: 'hall' }],
      [taken('look')],
      { scene: 'shed', kept: 'held', keys: 1, steps: 2 },
    ],
    [
      'that removes the scene: as far as the choices still lead',
      [{ type: 'scene.removed', scene: 'shed' }],
      [taken('look')],
      { scene: 'gate', kept: 'gone', keys: 0, steps: 0 },
    ],
    [
      'that removes a variable: the same place without it',
      [
        { type: 'option.removed', scene: 'gate', option: 'look' },
        { type: 'variable.removed', name: 'keys' },
      ],
      [taken('look'), set('keys', 4)],
      { scene: 'shed', kept: 'held', keys: NaN, steps: 1 },
    ],
  ])('%s', (_words, edits, steps, expected) => {
    const before = replay(machine(story()), steps)
    const on = playOn(machine(edits.reduce(apply, story())), before.steps, before.playing)
    const { scene, context } = on.playing
    const keys = Number(context['keys'] ?? NaN)
    expect({ scene, kept: on.kept, keys, steps: on.steps.length }).toEqual(expected)
    const again = replay(on.playing.machine, on.steps)
    expect([again.playing.scene, again.playing.context]).toEqual([scene, context])
  })
})

function story(): Document {
  const scenes = [
    scene('gate', [OPEN, LOOK]),
    scene('shed', [newOption('return', 'Return', 'gate')]),
    scene('hall', []),
  ]
  const ended = scenes.map((each) =>
    each.id === 'hall' ? { ...each, data: { ...each.data, ending: { name: 'Inside', link: null } } } : each,
  )
  return {
    ...newDocument('Gate'),
    start: 'gate',
    variables: new Map([['keys', { type: 'number', initial: 0 }]]),
    scenes: new Map(ended.map((each) => [each.id, each])),
  }
}

function scene(id: string, options: Option[]) {
  const made = newScene(id, { x: 0, y: 0 }, id)
  return { ...made, data: { ...made.data, options } }
}

function machine(document: Document): StoryMachine {
  return compileMachine(document, new Map(), { storyId: 'story', version: 0 })
}

function taken(option: string): Step {
  return { kind: 'taken', option }
}

function set(name: string, value: string | number): Step {
  return { kind: 'set', name, value }
}
