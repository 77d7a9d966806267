import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { i18n } from '../words'
import SaveStatus from '../../src/editor/story/SaveStatus.vue'

it.each([
  ['offline', 1, true, 'Offline, 1 edit kept here'],
  ['offline', 1, false, 'Offline. Nothing is kept in this browser: leave this tab open'],
  ['offline', 0, false, 'Offline'],
  ['signed-out', 2, false, 'Signed out. Nothing is kept in this browser: leave this tab open'],
  ['saving', 1, false, 'Saving'],
] as const)('%s with %i unsent, kept: %s', (status, unsent, kept, words) => {
  const props = { status, unsent, kept, unsettled: 0 }
  expect(
    mount(SaveStatus, { props, global: { plugins: [i18n] } })
      .get('[role=status]')
      .text(),
  ).toBe(words)
})
