import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { i18n } from '../words'
import type { SaveStatus as Status } from '../../src/editor/story/draft/draftStore'
import SaveStatus from '../../src/editor/story/SaveStatus.vue'

function shown(status: Exclude<Status, 'conflict'>, unsent: number, kept: boolean) {
  const bar = mount(SaveStatus, { props: { status, unsent, kept, unsettled: 0 }, global: { plugins: [i18n] } })
  const text = (selector: string) => (bar.find(selector).exists() ? bar.get(selector).text() : null)
  return { said: text('[role=status]'), brief: text('.brief'), meaning: text('[popover] p') }
}

it.each([
  ['offline', 1, true, 'Offline, 1 edit kept here', '1 kept'],
  ['offline', 3, false, 'Offline, 3 edits not kept', '3 not kept'],
  ['offline', 0, false, 'Offline', 'Offline'],
  ['signed-out', 2, false, 'Signed out, 2 edits not kept', '2 not kept'],
  ['missing', 0, true, 'Story gone', 'Story gone'],
  ['missing', 2, true, 'Story gone, 2 edits kept here', '2 kept'],
  ['outdated', 2, true, 'Out of date, 2 edits kept here', '2 kept'],
  ['saving', 1, false, 'Saving', null],
  ['saved', 0, true, 'Saved', null],
] as const)('%s with %i unsent, kept: %s', (status, unsent, kept, said, brief) => {
  expect(shown(status, unsent, kept)).toMatchObject({ said, brief })
})

describe('what it means', () => {
  it('offers to load the page again where it is out of date', () => {
    const props = { status: 'outdated' as const, unsent: 1, kept: true, unsettled: 0 }
    const bar = mount(SaveStatus, { props, global: { plugins: [i18n] } })
    expect(bar.get('[popover]').text()).toMatch(/Fabula has been updated.*kept in this browser.*Load again$/)
  })

  it('is told where something is wrong', () => {
    expect(shown('saved', 0, true).meaning).toBeNull()
    expect(shown('saving', 1, false).meaning).toBeNull()
    expect(shown('offline', 0, true).meaning).toBe('The server cannot be reached. All is saved.')
    expect(shown('offline', 1, true).meaning).toContain('kept in this browser')
  })

  it.each(['offline', 'signed-out', 'missing', 'outdated'] as const)(
    '%s, nothing is promised that is not kept',
    (status) => {
      expect(shown(status, 1, false).meaning).toContain('This browser keeps nothing, so leave this tab open')
      expect(shown(status, 1, false).meaning).not.toContain('is kept')
    },
  )
})
