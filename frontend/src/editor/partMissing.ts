/** A file of the page did not come: there is no connection, or a new release replaced those it would load next. */
import { say } from '../ui'
import { toasts } from '../ui/toasts'
import { i18n } from './i18n'

const { t } = i18n.global

/** Say so, once while it is being read. */
export async function sayPartMissing(): Promise<void> {
  if (!navigator.onLine) sayOnce(t('app.notLoaded'), { tone: 'bad' })
  else if (await isReplaced()) sayOnce(t('app.updated'), { action: reloading() })
  else sayOnce(t('app.partMissing'), { tone: 'bad', action: reloading() })
}

export function reloading() {
  return { label: t('app.reload'), run: () => location.reload() }
}

/** Whether the page would begin with other files by now. */
async function isReplaced(): Promise<boolean> {
  const mine = document.querySelector('script[type="module"][src]')?.getAttribute('src')
  if (!mine) return false
  try {
    const answer = await fetch('/', { cache: 'no-store' })
    const page = await answer.text()
    return answer.ok && page.includes('type="module"') && !page.includes(mine)
  } catch {
    return false // nor does anything else come
  }
}

function sayOnce(text: string, options: Parameters<typeof say>[1]): void {
  if (!toasts.value.some((toast) => toast.text === text)) say(text, options)
}
