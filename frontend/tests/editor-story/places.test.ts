import { expect, it } from 'vitest'
import { goToPlace } from '../../src/editor/story/panel/places'

it.each([
  ['selected in a new one', true, 'Go on'],
  ['left as they are elsewhere', false, ''],
])('a place is given the focus, with its words %s', async (_which, isNew, selected) => {
  const item = document.body.appendChild(document.createElement('aside')).appendChild(document.createElement('li'))
  item.dataset.place = 'option:a'
  const field = item.appendChild(document.createElement('input'))
  field.value = 'Go on'
  field.setSelectionRange(0, 0)
  await goToPlace('option:a', { isNew })
  expect(document.activeElement).toBe(field)
  expect(field.value.slice(field.selectionStart!, field.selectionEnd!)).toBe(selected)
})
