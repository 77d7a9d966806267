import { describe, expect, it } from 'vitest'
import { command, commandFor, type Command, type Place } from '../../src/editor/story/commands/command'
import { named, rank } from '../../src/editor/story/commands/fuzzy'
import { ariaKeys, isPressed, keyLabel, keyNames } from '../../src/editor/story/commands/keys'
import { sceneNames } from '../../src/editor/story/commands/sceneNames'
import { apply } from '../../src/story/edits'
import { retitled, sceneAt, storyOf } from './drafts'

function pressed(keys: string) {
  const parts = keys.split(' ')
  const held = (name: string) => parts.includes(name)
  return {
    key: parts.at(-1) ?? '',
    ctrlKey: held('ctrl'),
    metaKey: held('meta'),
    altKey: held('alt'),
    shiftKey: held('shift'),
  }
}

describe('keys', () => {
  it.each([
    ['Mod+K', 'ctrl k', true],
    ['Mod+K', 'meta k', true],
    ['Mod+K', 'k', false],
    ['Mod+K', 'ctrl shift K', false],
    ['Mod+K', 'ctrl alt k', false],
    ['Mod+Shift+Z', 'ctrl shift Z', true],
    ['Mod+Z', 'ctrl shift Z', false],
    ['N', 'n', true],
    ['N', 'shift N', false],
    ['N', 'ctrl n', false],
    ['?', 'shift ?', true],
    ['/', '/', true],
    ['/', 'shift /', true],
    ['1', 'shift 1', false],
    ['Escape', 'Escape', true],
    ['Alt+ArrowUp', 'alt ArrowUp', true],
    ['Alt+ArrowUp', 'ArrowUp', false],
  ])('%s is pressed by “%s”: %s', (keys, event, expected) => {
    expect(isPressed(keys, pressed(event))).toBe(expected)
  })

  it('are written as on the keyboard', () => {
    expect(keyNames('Mod+Shift+Z', true)).toEqual(['⌘', '⇧', 'Z'])
    expect(keyLabel('Mod+Shift+Z', true)).toBe('⌘⇧Z')
    expect(keyLabel('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z')
    expect(keyLabel('ArrowLeft', false)).toBe('←')
    expect(keyLabel('Alt+ArrowUp', false)).toBe('Alt+↑')
    expect(keyLabel('Alt+ArrowUp', true)).toBe('⌥↑')
    expect(ariaKeys(['Mod+K', '/'])).toBe('Control+K Meta+K /')
  })
})

describe('the command that answers', () => {
  const done: string[] = []
  const all: readonly Command[] = [
    command('palette', 'app', () => done.push('palette'), { keys: ['Mod+K'], reach: 'always' }),
    command('undo', 'edit', () => undefined, { keys: ['Mod+Z'], reach: 'screen' }),
    command('copy', 'edit', () => undefined, { keys: ['Mod+C'], reach: 'elsewhere' }),
    command('closePanel', 'view', () => undefined, { keys: ['Escape'], when: () => false }),
    command('selectNone', 'edit', () => undefined, { keys: ['Escape'] }),
  ]
  const CANVAS: Place = { typing: false, beside: false }
  const PANEL: Place = { typing: false, beside: true }
  const FIELD: Place = { typing: true, beside: true }

  it.each([
    ['ctrl k', CANVAS, 'palette'],
    ['ctrl k', FIELD, 'palette'],
    ['ctrl z', PANEL, 'undo'],
    ['ctrl z', FIELD, undefined],
    ['ctrl c', CANVAS, undefined],
    ['Escape', CANVAS, 'selectNone'],
    ['Escape', PANEL, undefined],
  ])('to “%s”', (event, place, expected) => {
    expect(commandFor(all, pressed(event), place)?.id).toBe(expected)
  })
})

describe('finding by a few letters', () => {
  const NAMES = ['Fog at the door', 'The door', 'Flood gate', 'Underground', 'Undo'].map((name) => named(name, name))

  it.each([
    ['', ['Fog at the door', 'The door', 'Flood gate', 'Underground', 'Undo']],
    ['undo', ['Undo', 'Underground']],
    ['und', ['Undo', 'Underground']],
    ['door', ['The door', 'Fog at the door']],
    ['fogd', ['Fog at the door']],
    ['fd', ['Fog at the door', 'Flood gate']],
    ['DOOR  ', ['The door', 'Fog at the door']],
    ['xyz', []],
  ])('“%s”', (query, expected) => {
    expect(rank(NAMES, query, 10)).toEqual(expected)
  })

  it('gives no more than is asked for', () => {
    expect(rank(NAMES, '', 2)).toHaveLength(2)
    expect(rank(NAMES, 'd', 3)).toHaveLength(3)
  })

  it('looks at a scene’s name again only where the scene has changed', () => {
    const story = storyOf(sceneAt('a', 0, 0), sceneAt('b', 0, 0))
    const [a, b] = sceneNames(story)
    const [sameA, otherB] = sceneNames(apply(story, retitled('b', 'Barn')))
    expect(sameA).toBe(a)
    expect([b?.folded, otherB?.folded]).toEqual(['b', 'barn'])
  })
})
