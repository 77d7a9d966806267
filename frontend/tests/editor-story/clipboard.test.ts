import { describe, expect, it } from 'vitest'
import { planPaste, planText, type Objection, type Pasting } from '../../src/editor/story/clipboard/pasting'
import {
  jsonInHtml,
  portableHtml,
  portableGroup,
  portableJson,
  portableOf,
  portableText,
} from '../../src/editor/story/clipboard/portable'
import { readPortable } from '../../src/editor/story/clipboard/readPortable'
import { apply } from '../../src/story/edits'
import {
  MAX_GROUPS,
  MAX_SCENES,
  MAX_VARIABLES,
  newScene,
  type Document as StoryDocument,
  type Scene,
  type Variable,
} from '../../src/story/model'
import { sceneAt, storyOf } from './drafts'

const COINS: Variable = { type: 'number', initial: 0 }
const KEY: Variable = { type: 'boolean', initial: false }

/** A scene whose every part names something. */
function speaking(): Scene {
  const scene = sceneAt('a', 0, 0, ['b', 'c', null])
  const [first, ...rest] = scene.data.options
  if (!first) throw new Error('no option')
  const option = {
    ...first,
    label: 'Pay {coins}',
    hint: 'You have {coins} of {coins-x}',
    condition: {
      all: [{ var: 'coins', is: 'ge', value: 1 }, { not: { visited: 'b' } }, { any: [{ visited: 'c' }] }],
    } as const,
    effects: [{ add: 'coins', by: -1 }, { set: 'coins', to: 0 }, { toggle: 'key' }],
  }
  return { ...scene, data: { ...scene.data, text: 'You hold {coins}.', image: 'pic', options: [option, ...rest] } }
}

const STORY: StoryDocument = {
  ...storyOf(speaking(), sceneAt('b', 400, 200, ['a']), sceneAt('c', 800, 0)),
  variables: new Map([
    ['coins', COINS],
    ['key', KEY],
    ['never', KEY],
  ]),
  groups: new Map([
    [
      'both',
      {
        id: 'both',
        title: 'Both',
        text: '',
        colour: '#112233',
        position: { x: -20, y: -20 },
        size: { width: 700, height: 600 },
      },
    ],
    [
      'all',
      {
        id: 'all',
        title: 'All',
        text: '',
        colour: '#112233',
        position: { x: -20, y: -20 },
        size: { width: 1_400, height: 600 },
      },
    ],
  ]),
}
const AB = portableOf(STORY, 'one', ['a', 'b', 'gone'])

function counter(): () => string {
  let last = 0
  return () => `new${(last += 1)}`
}

function planned(plan: Pasting | Objection): Pasting {
  if (typeof plan === 'string') throw new Error(plan)
  return plan
}

function pastedInto(document: StoryDocument, story = 'one', portable = AB) {
  const plan = planned(planPaste(document, story, portable, counter(), { by: { x: 10, y: 20 } }))
  const after = plan.edits.reduce(apply, document)
  return { ...plan, after, pasted: plan.scenes.map((id) => after.scenes.get(id)) }
}

describe('what is copied', () => {
  it('is the scenes that are there, the variables they name, and frames that hold nothing else', () => {
    expect(AB.scenes.map(({ id }) => id)).toEqual(['a', 'b'])
    expect([...AB.variables.keys()]).toEqual(['coins', 'key'])
    expect(AB.groups.map(({ id }) => id)).toEqual(['both'])
  })

  it('comes through a clipboard as it was, as JSON and within HTML', () => {
    const json = portableJson(AB)
    expect(readPortable(json)).toEqual(AB)
    expect(jsonInHtml(`<html><body>${portableHtml(json, 'a < b')}</body></html>`)).toBe(json)
  })

  it('survives words of every script within HTML', () => {
    const json = portableJson(portableOf(storyOf(newScene('a', { x: 0, y: 0 }, 'Ærøskøbing 港 🌊')), 'one', ['a']))
    expect(jsonInHtml(portableHtml(json, ''))).toBe(json)
  })

  it('reads as words elsewhere', () => {
    expect(portableText(AB)).toBe('A\n\nYou hold {coins}.\n\n– Pay {coins}\n– Go 1\n– Go 2\n\n* * *\n\nB\n\n– Go 0')
  })

  it.each([
    ['words', 'You stand at the shore.'],
    ['other JSON', '{"scenes": {}}'],
    ['a number', '12'],
    ['scenes that are none', portableJson(AB).replace('"scene"', '"passage"')],
    ['scenes of a version to come', portableJson(AB).replace(/"version":\d+/, '"version":99')],
    ['half of it', portableJson(AB).slice(0, -10)],
  ])('is not read from %s', (_what, json) => {
    expect(readPortable(json)).toBeNull()
  })

  it.each(['<p>Words</p>', '<div data-fabula="A">x</div>'])('is not found in %s', (html) => {
    expect(jsonInHtml(html)).toBeNull()
  })
})

describe('pasting in the same story', () => {
  const { after, pasted, renamed, picturesLeft } = pastedInto(STORY)
  const [a, b] = pasted

  it('makes new scenes beside, and leaves the old as they are', () => {
    expect([a?.id, a?.position, b?.position]).toEqual(['new1', { x: 10, y: 20 }, { x: 410, y: 220 }])
    expect(['a', 'b', 'c'].map((id) => after.scenes.get(id) === STORY.scenes.get(id))).toEqual([true, true, true])
    expect(after.start).toBe('a')
  })

  it('keeps links among the scenes among the new ones, and links out of them', () => {
    expect(a?.data.options.map(({ target }) => target)).toEqual(['new2', 'c', null])
    expect(b?.data.options.map(({ target }) => target)).toEqual(['new1'])
  })

  it('has conditions ask about the new ones', () => {
    expect(a?.data.options[0]?.condition).toEqual({
      all: [{ var: 'coins', is: 'ge', value: 1 }, { not: { visited: 'new2' } }, { any: [{ visited: 'c' }] }],
    })
  })

  it('keeps pictures and adds no variable, but the frame', () => {
    expect(a?.data.image).toBe('pic')
    expect([picturesLeft, renamed.size]).toEqual([0, 0])
    expect(after.variables).toEqual(STORY.variables)
    expect([...after.groups.values()].map(({ position }) => position)).toContainEqual({ x: -10, y: 0 })
  })
})

describe('pasting in another story', () => {
  it('of nothing starts it, with links out of the scenes cut and pictures left behind', () => {
    const { after, pasted, picturesLeft } = pastedInto(storyOf(), 'two')
    expect(pasted[0]?.data.options.map(({ target }) => target)).toEqual(['new2', null, null])
    expect([pasted[0]?.data.image, picturesLeft, after.start]).toEqual(['', 1, 'new1'])
    expect(after.variables).toEqual(new Map(AB.variables))
  })

  it('gives a variable of another type another name wherever it is named', () => {
    const other = {
      ...storyOf(sceneAt('x', 0, 0)),
      variables: new Map([
        ['coins', KEY],
        ['coins-2', KEY],
        ['key', { ...KEY, initial: true }],
      ]),
    }
    const { after, pasted, renamed } = pastedInto(other, 'two')
    const option = pasted[0]?.data.options[0]
    expect([...renamed]).toEqual([['coins', 'coins-3']])
    expect(after.variables.get('coins-3')).toEqual(COINS)
    expect(after.variables.get('key')).toEqual({ type: 'boolean', initial: true })
    expect(pasted[0]?.data.text).toBe('You hold {coins-3}.')
    expect([option?.label, option?.hint]).toEqual(['Pay {coins-3}', 'You have {coins-3} of {coins-x}'])
    expect(option?.condition).toMatchObject({ all: [{ var: 'coins-3' }, {}, {}] })
    expect(option?.effects).toEqual([{ add: 'coins-3', by: -1 }, { set: 'coins-3', to: 0 }, { toggle: 'key' }])
  })

  it('puts it somewhere, however far away it was', () => {
    const far = portableOf(storyOf(sceneAt('a', 1e308, -1e308), sceneAt('b', 1e308, 1e308)), 'one', ['a', 'b'])
    const plan = planned(planPaste(storyOf(), 'two', far, counter(), { around: { x: 40, y: 60 } }))
    const places = plan.edits.flatMap((edit) => (edit.type === 'scene.added' ? [edit.scene.position] : []))
    expect(places.filter(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y))).toEqual([])
  })

  it('puts the middle of it where it was asked for', () => {
    const plan = planned(planPaste(storyOf(), 'two', AB, counter(), { around: { x: 1_000, y: 1_000 } }))
    const places = plan.edits.flatMap((edit) => (edit.type === 'scene.added' ? [edit.scene.position] : []))
    expect(places).toEqual([
      { x: 800, y: 900 },
      { x: 1_200, y: 1_100 },
    ])
  })
})

describe('a group by itself', () => {
  const note = { ...STORY.groups.get('both')!, id: 'note', text: 'Ask Ann.', position: { x: -900, y: 0 } }
  const noted = { ...STORY, groups: new Map([...STORY.groups, ['note', note]]) }

  it('takes the scenes along that lie in it', () => {
    const portable = portableGroup(noted, 'one', 'both')
    expect([portable?.scenes, portable?.groups]).toEqual([AB.scenes, AB.groups])
    expect(portableGroup(noted, 'one', 'gone')).toBeNull()
  })

  it('that is a note comes through the clipboard, reads as its words, and is put where it was asked for', () => {
    const portable = portableGroup(noted, 'one', 'note')!
    expect([portable.scenes, portableText(portable)]).toEqual([[], 'Both\n\nAsk Ann.'])
    const read = readPortable(portableJson(portable))!
    const plan = planned(planPaste(STORY, 'two', read, counter(), { around: { x: 40, y: 60 } }))
    expect(plan).toMatchObject({ scenes: [], groups: ['new1'] })
    expect(plan.edits).toEqual([{ type: 'group.added', group: { ...note, id: 'new1', position: { x: 40, y: 60 } } }])
  })

  it('does not fit where there are as many as a story holds', () => {
    const groups = new Map(Array.from({ length: MAX_GROUPS }, (_, at) => [`g${at}`, { ...note, id: `g${at}` }]))
    const portable = portableGroup(noted, 'one', 'note')!
    expect(planPaste({ ...STORY, groups }, 'one', portable, counter(), { by: { x: 0, y: 0 } })).toBe('groups')
  })
})

describe('what does not fit', () => {
  const full = storyOf(...Array.from({ length: MAX_SCENES - 1 }, (_, index) => newScene(`s${index}`, { x: 0, y: 0 })))
  const many = new Map(Array.from({ length: MAX_VARIABLES - 1 }, (_, index) => [`v${index}`, COINS]))
  const words = 'x'.repeat(20_000)
  const long = (id: string): Scene => {
    const scene = newScene(id, { x: 0, y: 0 })
    return { ...scene, data: { ...scene.data, text: words } }
  }
  const heavy = storyOf(...Array.from({ length: 398 }, (_, index) => long(`s${index}`)))

  it.each([
    ['no scenes', STORY, portableOf(STORY, 'one', []), 'nothing'],
    ['more scenes than a story holds', full, AB, 'scenes'],
    ['more variables than a story holds', { ...storyOf(), variables: many }, AB, 'variables'],
    ['more than 8 MB', heavy, portableOf(storyOf(long('a'), long('b')), 'one', ['a', 'b']), 'bytes'],
  ] as const)('%s', (_what, document, portable, objection) => {
    expect(planPaste(document, 'one', portable, counter(), { by: { x: 0, y: 0 } })).toBe(objection)
  })
})

describe('words from elsewhere', () => {
  it('make a scene of them', () => {
    const plan = planned(planText(STORY, '  The fog\r\nlifts.\0 ', counter(), { x: 5, y: 6 }))
    const after = plan.edits.reduce(apply, STORY)
    expect(after.scenes.get('new1')).toMatchObject({ position: { x: 5, y: 6 }, data: { text: 'The fog\nlifts.' } })
  })

  it('that are none make none', () => {
    expect(planText(STORY, ' \n', counter(), { x: 0, y: 0 })).toBe('nothing')
  })
})
