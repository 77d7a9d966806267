/**
 * Files share a browser, so nothing that a test has put on the page or kept there is left for the next one. What is
 * registered last is done first: a page is cleared once its components are gone.
 */
import { disableAutoUnmount, enableAutoUnmount } from '@vue/test-utils'
import { afterEach } from 'vitest'
import { dismiss, toasts } from '../src/ui/toasts'

afterEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
  sessionStorage.clear()
  toasts.value.forEach(({ id }) => dismiss(id))
})
disableAutoUnmount() // of the file before
enableAutoUnmount(afterEach)
