import { describe, expect, it } from 'vitest'
import { countThings, namedField, thingsOf, type ToldChange } from '../../src/editor/history/changes'

function told(what: ToldChange['what'], how: ToldChange['how'], id: string | null, more: Partial<ToldChange> = {}) {
  return { what, how, scene: what === 'scene' ? id : null, id, title: `${what} ${id}`, fields: [], ...more }
}

const titleOf = (scene: string): string => `the ${scene}`

describe('things', () => {
  it('gathers what changed in options in their scene', () => {
    const text = told('scene', 'changed', 'cave', { fields: [{ field: 'text' }] })
    const [one, two, lone] = [
      told('option', 'added', 'o1', { scene: 'cave' }),
      told('option', 'removed', 'o2', { scene: 'cave' }),
      told('option', 'changed', 'o3', { scene: 'shore' }),
    ]
    expect(thingsOf([text, one, two, lone], titleOf)).toEqual([
      { what: 'scene', how: 'changed', id: 'cave', title: 'scene cave', change: text, options: [one, two] },
      { what: 'scene', how: 'changed', id: 'shore', title: 'the shore', change: null, options: [lone] },
    ])
  })

  it('keeps a variable, a group and a scene of one name apart', () => {
    const changes = [told('variable', 'added', 'a'), told('group', 'removed', 'a'), told('scene', 'added', 'a')]
    expect(thingsOf(changes, titleOf).map(({ what, how }) => `${what} ${how}`)).toEqual([
      'variable added',
      'group removed',
      'scene added',
    ])
  })

  it('tells nothing that no creator knows of', () => {
    const story = (...fields: readonly string[]) =>
      told('story', 'changed', null, { fields: fields.map((field) => ({ field })) })
    expect(thingsOf([story('ifid')], titleOf)).toEqual([])
    expect(thingsOf([story('ifid', 'summary')], titleOf)).toMatchObject([
      { what: 'story', change: { fields: [{ field: 'summary' }] } },
    ])
  })

  it('counts a scene once, whatever changed in it', () => {
    const changes = [
      told('story', 'changed', null, { fields: [{ field: 'title' }] }),
      told('variable', 'removed', 'coins'),
      told('scene', 'added', 'a'),
      told('scene', 'removed', 'b'),
      told('scene', 'changed', 'c'),
      told('option', 'added', 'o1', { scene: 'c' }),
      told('option', 'added', 'o2', { scene: 'd' }),
    ]
    const counts = { added: 1, removed: 1, changed: 2, variables: 1, groups: 0, story: true }
    expect(countThings(thingsOf(changes, titleOf))).toEqual(counts)
  })
})

describe('fields', () => {
  it.each([
    ['text', 'text'],
    ['when_locked', 'when_locked'],
    ['of_tomorrow', 'other'],
    ['constructor', 'other'],
  ])('%s goes as %s', (field, name) => expect(namedField(field)).toBe(name))
})
