/** Going on on another device: a link that carries the session there, in its fragment, which no server ever sees. */
import { openDialog } from './dialog'
import { control, element, ICONS } from './elements'
import type { Identity } from './identity'
import { openKeep } from './keep'
import { LATER_WORDS } from './laterWords'
import { loadPlace, type Page, type Place } from './place'
import { copy } from './share'
import { fetchPlace } from './whereabouts'

const LINK = /^#go-on=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{22,128})$/

/** Lucide's `link`. */
const CHAIN =
  'M10 13a5 5 0 0 0 7.54.54l3-3a5 5 0 0 0-7.07-7.07l-1.72 1.71M14 11a5 5 0 0 0-7.54-.54l-3 3a5 5 0 0 0 7.07 7.07l1.71-1.71'

/** The identity in a link's fragment; undefined where it holds none. */
export function readLink(fragment: string): Identity | undefined {
  const [, id, secret] = LINK.exec(fragment) ?? []
  return id && secret ? { id, secret } : undefined
}

/** The fragment that carries an identity. */
export function writeLink({ id, secret }: Identity): string {
  return `#go-on=${id}.${secret}`
}

/**
 * The place that a link's fragment leads to; undefined where it leads nowhere just now. A session that this browser has
 * itself is taken up as ever: what it has not sent yet, the server cannot know.
 */
export async function takeOver(page: Page, fragment: string): Promise<Place | undefined> {
  const identity = readLink(fragment)
  if (!identity) return undefined
  const keep = await openKeep(page.story)
  const kept = keep.get('place') as { identity?: Identity } | undefined
  if (kept?.identity?.id === identity.id) return loadPlace(page)
  return fetchPlace(page, keep, identity).catch(() => undefined)
}

/** Show the link to a session, to be copied or handed on; `sent` says whether the server knows all that was done here. */
export function offerLink(title: string, identity: Identity, sent: Promise<boolean>): void {
  const url = location.origin + location.pathname + writeLink(identity)
  const field = element('input', { readonly: '', value: url, 'aria-label': LATER_WORDS.placeLink })
  field.addEventListener('focus', () => field.select())
  const told = element('p', { class: 'told', role: 'status' })
  void sent.then((done) => {
    if (!done) told.textContent = LATER_WORDS.placeNotSent
  })
  const copying = control('', CHAIN, LATER_WORDS.copyLink)
  copying.addEventListener('click', () => {
    void copy(url).then((done) => (told.textContent = done ? LATER_WORDS.linkCopied : LATER_WORDS.placeLinkNotCopied))
  })
  const turns = element('div', { class: 'turns' }, copying)
  if (typeof navigator.share === 'function') {
    const sharing = control('', ICONS.share, LATER_WORDS.sendLink)
    sharing.addEventListener('click', () => void navigator.share({ title, url }).catch(() => undefined))
    turns.append(sharing)
  }
  openDialog(
    element('h2', { lang: 'en' }, LATER_WORDS.elsewhere),
    element('div', { class: 'elsewhere', lang: 'en' }, element('p', {}, LATER_WORDS.elsewhereHow), field, turns, told),
  )
}
