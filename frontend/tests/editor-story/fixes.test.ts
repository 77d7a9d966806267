import { describe, expect, it } from 'vitest'
import { matching } from '../../src/editor/story/panel/choices'
import { fixesFor } from '../../src/editor/story/problems/fixes'
import { placeOf } from '../../src/editor/story/problems/place'
import { apply, type Edit } from '../../src/story/edits'
import type { Document as StoryDocument } from '../../src/story/model'
import { findProblems, type Problem } from '../../src/story/problems'
import { sceneAt, storyOf } from './drafts'

const END: Edit = { type: 'scene.ending_set', scene: 'b', ending: { name: 'Home', link: null } }
const COINS: Edit = { type: 'variable.added', name: 'coins', variable: { type: 'number', initial: 0 } }
const OF_A0 = { scene: 'a', option: 'a0' } as const

describe('what mends a problem', () => {
  it.each<[code: string, edits: Edit[], fixes: string[], place: string | null]>([
    ['no-start', [{ type: 'story.start_set', start: null }], ['start'], null],
    ['option-without-target', [retarget(null)], ['chooseTarget', 'makeNext'], 'option:a0'],
    ['unknown-target', [retarget('gone')], ['chooseTarget', 'disconnect'], 'option:a0'],
    ['missing-image', [], ['addPicture'], 'picture'],
    ['missing-alt', [{ type: 'scene.image_set', scene: 'a', image: 'sea' }], ['describe'], 'alt'],
    ['dead-end', [{ type: 'scene.ending_set', scene: 'b', ending: null }], ['makeNext', 'makeEnding'], 'options'],
    ['unreachable-ending', [retarget('a')], ['connectFrom'], 'title'],
    [
      'options-after-ending',
      [{ type: 'scene.ending_set', scene: 'a', ending: { name: '', link: null } }],
      ['removeOptions', 'noEnding'],
      'ending',
    ],
    ['variable-unused', [COINS], ['removeVariable'], 'variable:coins'],
    ['variable-never-read', [COINS, effect('coins')], ['removeVariable'], 'variable:coins'],
    ['variable-never-set', [COINS, text('{coins} coins')], [], 'variable:coins'],
    ['unknown-variable', [text('{coins} and {keys}')], ['addVariable'], 'text'],
    ['unknown-variable', [effect('coins')], ['addVariable'], 'option:a0'],
    ['condition-never-true', [COINS, compare('coins', 5)], ['offerAlways'], 'option:a0'],
    ['no-ending-reachable', [{ type: 'scene.ending_set', scene: 'b', ending: null }], [], null],
    ['long-text', [text('sea '.repeat(1_000))], [], 'text'],
  ])('%s after %j', (code, edits, words, place) => {
    const document = edits.reduce(apply, sound())
    const problem = found(document, code)
    const fixes = fixesFor(problem, document)
    expect(fixes.map(({ word }) => word)).toEqual(words)
    expect(placeOf(problem)?.part ?? null).toBe(place)
    for (const fix of fixes.filter(({ word }) => word !== 'disconnect'))
      if (fix.kind === 'edits') expect(sentences(fix.edits.reduce(apply, document))).not.toContain(problem.sentence)
  })

  it('disconnects what leads to nowhere, so that it asks to be connected', () => {
    const document = apply(sound(), retarget('gone'))
    const fix = fixesFor(found(document, 'unknown-target'), document).find(({ word }) => word === 'disconnect')
    const after = fix?.kind === 'edits' ? fix.edits.reduce(apply, document) : document
    expect(after.scenes.get('a')?.data.options[0]?.target).toBeNull()
  })

  it.each<[string, Edit, string]>([
    ['compared with a number', compare('coins', 5), 'number'],
    ['compared with a text', compare('coins', 'few'), 'string'],
    ['counted up', effect('coins'), 'number'],
    ['turned over', { type: 'option.effects_set', ...OF_A0, effects: [{ toggle: 'coins' }] }, 'boolean'],
    ['named in a label', { type: 'option.relabelled', ...OF_A0, label: 'Pay {coins}' }, 'string'],
  ])('adds a variable as it is used: %s', (_words, edit, type) => {
    const document = apply(sound(), edit)
    const [fix] = fixesFor(found(document, 'unknown-variable'), document)
    const added = fix?.kind === 'edits' ? fix.edits[0] : undefined
    expect(added?.type === 'variable.added' && added.variable.type).toBe(type)
  })

  it('begins where no option leads to, furthest to the left', () => {
    const document = { ...storyOf(sceneAt('c', 0, 0), sceneAt('a', 50, 0, ['c']), sceneAt('b', 90, 0)), start: null }
    expect(fixesFor(found(document, 'no-start'), document)).toEqual([
      { kind: 'edits', word: 'start', name: 'A', edits: [{ type: 'story.start_set', start: 'a' }] },
    ])
  })
})

describe('finding a scene by its title', () => {
  const choices = ['The Bell', 'Élan', 'Under the Boat', 'Boat'].map((label) => ({ value: label, label }))
  it.each([
    ['', ['The Bell', 'Élan', 'Under the Boat', 'Boat']],
    ['boat', ['Boat', 'Under the Boat']],
    ['  the BO ', ['Under the Boat']],
    ['elan', ['Élan']],
    ['sea', []],
  ])('%j finds %j', (typed, labels) => {
    expect(matching(choices, typed).map(({ label }) => label)).toEqual(labels)
  })
})

/** A story with nothing but its pictures missing. */
function sound(): StoryDocument {
  return apply(storyOf(sceneAt('a', 0, 0, ['b']), sceneAt('b', 400, 0)), END)
}

function found(document: StoryDocument, code: string): Problem {
  const problem = problems(document).find((each) => each.code === code)
  if (!problem) throw new Error(`there is no ${code}`)
  return problem
}

function problems(document: StoryDocument): Problem[] {
  return findProblems(document, new Map([['sea', 'ready']]))
}

function sentences(document: StoryDocument): string[] {
  return problems(document).map(({ sentence }) => sentence)
}

function retarget(target: string | null): Edit {
  return { type: 'option.retargeted', ...OF_A0, target }
}

function effect(name: string): Edit {
  return { type: 'option.effects_set', ...OF_A0, effects: [{ add: name, by: 1 }] }
}

function compare(name: string, value: string | number): Edit {
  return { type: 'option.condition_set', ...OF_A0, condition: { var: name, is: 'eq', value } }
}

function text(words: string): Edit {
  return { type: 'scene.rewritten', scene: 'a', text: words }
}
