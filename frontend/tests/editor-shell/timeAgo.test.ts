import { mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import TimeAgo from '../../src/editor/TimeAgo.vue'
import '../words'

afterEach(() => vi.useRealTimers())

it('says how long ago, goes on with the time, and has the exact one at hand', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-27T14:00:00Z') })
  const at = '2026-11-27T11:00:00Z'
  const told = mount(TimeAgo, { props: { at, from: '2026-11-27T10:30:00Z' } })
  const { datetime, title } = told.attributes()
  expect([datetime, told.text()]).toEqual([at, '3 hours ago'])
  expect(title).toMatch(/2026.*30.*00/)
  vi.advanceTimersByTime(3_600_000)
  await nextTick()
  expect(told.text()).toBe('4 hours ago')
})

it('is now where the clock of the server is ahead', () => {
  const ahead = new Date(Date.now() + 90_000).toISOString()
  expect(mount(TimeAgo, { props: { at: ahead } }).text()).toBe('now')
})
