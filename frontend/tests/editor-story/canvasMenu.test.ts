import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { clipboardCommands } from '../../src/editor/story/commands/clipboardCommands'
import { command, type Command, type CommandId } from '../../src/editor/story/commands/command'
import type { Desk, Point } from '../../src/editor/story/commands/desk'
import { groupCommands } from '../../src/editor/story/commands/groupCommands'
import { useCanvasMenu, type CanvasMenuState } from '../../src/editor/story/commands/useCanvasMenu'
import { useSelectionStore } from '../../src/editor/story/selection'
import type { Group } from '../../src/story/model'
import { sceneAt, storyOf } from './drafts'

const FRAME = { colour: '#1f6fb2', position: { x: -50, y: -50 }, size: { width: 400, height: 400 } }
const SHORE: Group = { ...FRAME, id: 'shore', title: 'Shore', text: '' }
const NOTE: Group = { ...FRAME, id: 'note', title: '', text: 'Ask Ann.', position: { x: 900, y: 0 } }
const STORY = {
  ...storyOf(sceneAt('a', 0, 0), sceneAt('b', 900, 900)),
  groups: new Map([SHORE, NOTE].map((each) => [each.id, each])),
}

beforeEach(() => {
  setActivePinia(createPinia())
  put('p', { class: 'pane' })
  const shore = put('div', { 'data-frame': 'shore' })
  put('button', { 'data-group': 'shore' }, shore)
  put('button', { class: 'remove' }, shore)
  const note = put('div', { 'data-frame': 'note' })
  put('p', { 'data-group': 'note' }, note)
  put('textarea', {}, note)
})

function put(tag: string, attributes: Readonly<Record<string, string>>, within: Element = document.body): Element {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  within.append(element)
  return element
}

/** The menu of a story, asked about what is there. */
function asked(selector: string, { byKeys = false, more = [] as readonly Command[] } = {}) {
  const selection = useSelectionStore()
  const done: string[] = []
  const does = (what: string) => (group: string) => void done.push(`${what} ${group}`)
  const view = {
    nameGroup: does('name'),
    writeIn: does('write'),
    paintGroup: does('paint'),
    removeGroup: does('remove'),
    showGroup: () => undefined,
  }
  const desk = { selection, story: () => STORY, view: () => view } as unknown as Desk
  const clipboard = { write: does('clipboard'), read: () => Promise.resolve(), duplicate: () => Promise.resolve() }
  const commands = [...groupCommands(desk), ...clipboardCommands(desk, clipboard), ...more]
  let menu!: CanvasMenuState
  mount({ setup: () => ((menu = useCanvasMenu(commands, () => null)), () => null) })
  const { asking, listeners } = menu
  const event = new MouseEvent('contextmenu', { clientX: 30, clientY: 70, cancelable: true })
  Object.defineProperty(event, 'target', { value: document.querySelector(selector) })
  listeners['pointerdownCapture']?.(new PointerEvent('pointerdown', { pointerType: 'mouse' }) as never)
  if (byKeys) listeners['keydownCapture']?.(event as never)
  listeners['contextmenu']?.(event as never)
  const offered = asking.value?.parts.flat() ?? []
  const choose = (id: CommandId) => offered.find((each) => each.id === id)?.run(asking.value?.pointed)
  return { asking, selection, done, offered: offered.map(({ id }) => id), choose }
}

describe('the menu of the canvas', () => {
  it.each(['[data-group=shore]', '.remove'])('offers what is done with a group, asked at its %s', (where) => {
    const { offered, selection } = asked(where)
    const withAll = ['copy', 'duplicate', 'selectInGroup']
    expect(offered).toEqual(['renameGroup', 'writeInGroup', 'paintGroup', ...withAll, 'removeGroup'])
    expect(selection.group).toBe('shore')
  })

  it('offers a note what is done with notes', () => {
    const { offered, selection } = asked('[data-group=note]')
    expect(offered).toEqual(['writeInNote', 'titleNote', 'paintNote', 'cut', 'copy', 'duplicate', 'removeNote'])
    expect(selection.group).toBe('note')
  })

  it('leaves words that are being written to the browser’s own', () => {
    expect(asked('textarea').asking.value).toBeNull()
  })

  it('does it with that one', () => {
    const { choose, done } = asked('[data-group=note]')
    for (const id of ['writeInNote', 'titleNote', 'paintNote', 'removeNote', 'cut'] as const) choose(id)
    expect(done).toEqual(['write note', 'name note', 'paint note', 'remove note', 'clipboard cut'])
  })

  it('selects the scenes in a group instead of it', () => {
    const { choose, selection } = asked('[data-group=shore]')
    choose('selectInGroup')
    expect([[...selection.scenes], selection.group]).toEqual([['a'], null])
  })

  it.each([
    ['where one has pointed', '.pane', false, { clientX: 30, clientY: 70 }],
    ['where nothing was pointed at', '.pane', true, undefined],
    ['where something lies', '[data-group=note]', false, undefined],
  ])('tells a command %s', (_what, where, byKeys, place) => {
    const { asking } = asked(where, { byKeys })
    expect(asking.value?.pointed).toEqual(place)
  })

  it('adds a scene at the place that was clicked', () => {
    const places: (Point | undefined)[] = []
    const more = [command('addScene', 'scene', (at) => void places.push(at))]
    asked('.pane', { more }).choose('addScene')
    expect(places).toEqual([{ clientX: 30, clientY: 70 }])
  })
})

it('is of one thing at a time, what is selected', () => {
  const selection = useSelectionStore()
  selection.openScene('a')
  selection.selectGroup('shore')
  expect([selection.scenes.size, selection.link, selection.group, selection.panel]).toEqual([0, null, 'shore', null])
  selection.selectLink('l')
  expect([selection.link, selection.group]).toEqual(['l', null])
  selection.selectGroup('shore')
  selection.select('b')
  expect([selection.scene, selection.group]).toEqual(['b', null])
})
