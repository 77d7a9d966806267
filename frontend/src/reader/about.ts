/** What the story is and what can be done with it, and the sheet of keys. */
import { openDialog } from './dialog'
import { control, element, ICONS } from './elements'
import { LATER_ICONS } from './laterIcons'
import { KEY_WORDS, LATER_WORDS } from './laterWords'
import { printControl } from './print'
import { WORDS } from './words'

/** What the sheet tells. */
export interface About {
  title: string
  version: number
  /** How many choices can be undone. */
  depth: number
  found: { found: number; all: number }
}

/** Show it in a sheet. */
export function openAbout({ title, version, depth, found }: About): void {
  const summary = document.querySelector<HTMLMetaElement>('meta[name=description]')?.content ?? ''
  const facts = [
    [LATER_WORDS.language, languageName(document.documentElement.lang)],
    [LATER_WORDS.version, `${version}`],
    [LATER_WORDS.endings, LATER_WORDS.foundOf(found.found, found.all)],
  ] as const
  openDialog(
    element('h2', {}, title),
    ...(summary && summary !== title ? [element('p', { class: 'summary' }, summary)] : []),
    element(
      'dl',
      { class: 'facts', lang: 'en' },
      ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
    ),
    element('p', { class: 'recorded', lang: 'en' }, LATER_WORDS.recorded),
    element(
      'div',
      { class: 'turns menu', lang: 'en' },
      ...(depth > 0 ? [control('path', ICONS.path, WORDS.path)] : []),
      control('share', ICONS.share, WORDS.share),
      ...printControl(),
      control('keys', LATER_ICONS.keys, LATER_WORDS.keys),
      control('restart', ICONS.again, WORDS.startOver),
    ),
  )
}

/** Show what the keys do. */
export function openKeys(): void {
  const rows = KEY_WORDS.map(([keys, words]) => {
    const names = keys.map((key) => (key === '–' ? key : element('kbd', {}, key)))
    return element('div', {}, element('dt', {}, ...names), element('dd', {}, words))
  })
  openDialog(element('h2', { lang: 'en' }, LATER_WORDS.keys), element('dl', { class: 'facts', lang: 'en' }, ...rows))
}

/** A language in English, as the rest of the furniture is; its code where the browser has no name for it. */
function languageName(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
