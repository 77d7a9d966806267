/** Sheets over the story: the path so far, what the story is, the keys. One is open at a time. */
import { element, icon } from './elements'
import { LATER_ICONS } from './laterIcons'
import { LATER_WORDS } from './laterWords'

/** Open a sheet; `data-depth` and `data-act` of its buttons are answered by the page's one listener. */
export function openDialog(title: HTMLElement, ...content: HTMLElement[]): void {
  document.querySelector('dialog')?.close()
  title.id = 'sheet-title'
  const name = { type: 'button', class: 'close', 'data-act': 'close', 'aria-label': LATER_WORDS.close, lang: 'en' }
  const header = element('header', {}, title, element('button', name, icon(LATER_ICONS.close)))
  const dialog = element('dialog', { 'aria-labelledby': title.id }, header, ...content)
  dialog.addEventListener('close', () => dialog.remove())
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
  document.body.append(dialog)
  dialog.showModal()
}
