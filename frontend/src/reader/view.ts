/** The scene on screen: the published page's own markup, taken over first and made again for every scene after. */
import { control, element, icon, ICONS } from './elements'
import { afterPaint } from './frames'
import { setSceneHtml } from './html'
import { figure } from './pictures'
import type { ReaderOption, ReaderScene } from './scenes'
import { WORDS } from './words'
import { fillIn, type Context, type OfferedOption } from '../story/rules'

/** Everything a scene shows. */
export interface Shown {
  scene: ReaderScene
  context: Context
  options: readonly OfferedOption<ReaderOption>[]
  /** How many choices can be undone. */
  depth: number
  /** The endings found so far, of how many; shown at an ending. */
  found: { found: number; all: number }
  /** How many readers chose what led here, as a sentence; undefined where that is not known or not to be told. */
  chosenBy: string | undefined
}

export class View {
  /** The scene on screen. */
  article: HTMLElement
  private readonly live = element('p', { class: 'visually-hidden', role: 'status' })
  /** Scenes one choice away, drawn before they are wanted, by the option that leads there. */
  private readonly prepared = new Map<string, HTMLElement>()
  private drawn = 0
  /** How far down the page is. To ask when it is wanted, in the middle of a tap, would have the page laid out for it. */
  private scrolled = window.scrollY

  constructor(private readonly main: HTMLElement) {
    const article = main.querySelector<HTMLElement>('.scene')
    if (!article) throw new Error('The page lacks its first scene')
    this.article = article
    main.after(this.live)
    window.addEventListener('scroll', () => (this.scrolled = window.scrollY), { passive: true })
  }

  /** The scene of the published page that its reader went to by one of its links. */
  get led(): HTMLElement | null {
    return this.main.querySelector('.ahead:target')
  }

  /** Options of the published page answer from now on, even while the story is still on its way. */
  wake(): void {
    for (const button of this.article.querySelectorAll<HTMLButtonElement>('.options :disabled')) button.disabled = false
  }

  /** Links that led on without us are options like all others from now on, and what they would lead to is not needed. */
  takeOver(): void {
    this.dropAhead()
    for (const link of this.article.querySelectorAll<HTMLElement>('a[data-option]')) {
      const button = element('button', { type: 'button', 'data-option': link.dataset.option ?? '' }, ...link.childNodes)
      const focused = link === document.activeElement
      link.replaceWith(button)
      if (focused) button.focus({ preventScroll: true })
    }
  }

  /** Whether the published page already shows this. */
  isShowing(shown: Shown): boolean {
    return this.article.dataset.scene === shown.scene.id && shown.depth === 0 && shown.scene.ending === null
  }

  /** Mark the option that was tapped while its scene is on its way, or none. */
  mark(option: string | undefined): void {
    this.article.querySelector('.chosen')?.classList.remove('chosen')
    this.optionOf(option)?.classList.add('chosen')
  }

  /** Say something until the next scene, beside the option it is about, else under all of them; or stop saying it. */
  setNote(note: HTMLElement | undefined, option?: string): void {
    this.main.querySelector('.note')?.remove()
    if (!note) return
    const read = this.led ?? this.article
    const chosen = this.optionOf(option)
    const turns = read.querySelector('.turns')
    if (chosen) chosen.after(note)
    else if (turns) turns.before(note)
    else read.querySelector('.words')?.append(note)
  }

  /** Say something above a scene that is not painted yet. */
  greet(note: HTMLElement): void {
    this.article.querySelector('.words')?.prepend(note)
  }

  /** Show another scene. One that a link of the page led to is read already, perhaps: it becomes ours where it stands. */
  show(shown: Shown): void {
    const former = this.led ?? this.article
    const isThere = former !== this.article && former.dataset.scene === shown.scene.id
    if (former !== this.article) this.article.remove()
    const article = this.build(shown, isThere ? former.querySelector('.picture') : null)
    former.before(article)
    this.place(article, former)
    if (isThere) former.remove()
  }

  /**
   * Draw what an option of the scene on screen would show, for `turnTo`: on the page and laid out, but out of reach of
   * eyes, hands and ears. Undefined where that was done before.
   */
  prepare(option: string, shown: Shown): HTMLElement | undefined {
    if (this.prepared.has(option)) return undefined
    const article = this.build(shown, null)
    article.classList.add('next')
    reach(article, false)
    this.main.append(article)
    article.getBoundingClientRect() // which has it laid out now
    this.prepared.set(option, article)
    return article
  }

  /** Have nothing prepared for the option, or for any. */
  forget(option?: string): void {
    for (const [prepared, article] of this.prepared)
      if (option === undefined || option === prepared) {
        article.remove()
        this.prepared.delete(prepared)
      }
  }

  /**
   * Have what was prepared for the option painted beneath the scene on screen, which hides it: a tap has only the one
   * above to take away. Nothing lies there for undefined, nor what would be seen or is to be of another width.
   */
  stage(option: string | undefined): void {
    const next = option === undefined ? undefined : this.prepared.get(option)
    const staged = next && fillsScreen(this.article) && keepsWidth(next) ? next : undefined
    this.article.classList.toggle('above', staged !== undefined)
    for (const article of this.prepared.values()) article.classList.toggle('staged', article === staged)
  }

  /** Show what was prepared for the option; false where nothing was. */
  turnTo(option: string): boolean {
    const article = this.prepared.get(option)
    if (!article) return false
    this.prepared.delete(option)
    this.place(article, this.article)
    return true
  }

  /**
   * Put a scene on the screen: there in the next frame, the former one fading away above it. What need not be seen in
   * that frame waits until it is painted.
   */
  private place(article: HTMLElement, former: HTMLElement): void {
    const others = [...this.prepared.values()]
    this.prepared.clear()
    this.article = article
    const isStaged = article.classList.contains('staged')
    article.classList.remove('next')
    former.classList.add('leaving')
    if (!isStaged) lift(former, this.scrolled)
    afterPaint(() => {
      if (isStaged) {
        article.classList.remove('staged')
        lift(former, this.scrolled)
      }
      reach(article, true)
      reach(former, false)
      for (const other of others) other.remove()
      if (this.article !== article) return // the reader has gone on
      this.dropAhead()
      article.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
    })
  }

  private dropAhead(): void {
    for (const ahead of this.main.querySelectorAll('.ahead:not(:target)')) ahead.remove()
  }

  /** Say something to who listens, without moving anything. */
  say(sentence: string): void {
    this.live.textContent = ''
    window.setTimeout(() => (this.live.textContent = sentence), 50)
  }

  /** The options that can be taken, in the order of their numbers. */
  openOptions(): HTMLElement[] {
    return [...this.article.querySelectorAll<HTMLElement>('.options [data-option]:not([aria-disabled="true"])')]
  }

  private optionOf(id: string | undefined): Element | null {
    const read = this.led ?? this.article
    return id === undefined ? null : read.querySelector(`.options [data-option="${CSS.escape(id)}"]`)
  }

  /** `there` is the scene's figure where it is on the page already. */
  private build(shown: Shown, there: Element | null): HTMLElement {
    const { scene, context } = shown
    const heading = element('h1', { tabindex: '-1' }, fillIn(scene.title, context) || WORDS.untitled)
    if (!scene.title) heading.className = 'visually-hidden'
    const text = element('div', { class: 'text' })
    setSceneHtml(text, scene.html, context)
    const words = element('div', { class: 'words' }, heading, text)
    const article = element('article', { class: 'scene', 'data-scene': scene.id }, words)
    if (scene.picture) article.prepend(there ?? figure(scene.picture, scene.alt))
    // The focus lands on the heading, which is read with what follows; several scenes are on the page at once.
    const own = String((this.drawn += 1))
    const ids = [shown.chosenBy && `chosen-by-${own}`, scene.ending && `ending-kind-${own} ending-name-${own}`]
    const told = ids.filter(Boolean).join(' ')
    if (told) heading.setAttribute('aria-describedby', told)
    if (shown.chosenBy)
      words.prepend(element('p', { class: 'chosen-by', id: `chosen-by-${own}`, lang: 'en' }, shown.chosenBy))
    if (scene.ending) words.append(ending(shown, own), element('p', { class: 'made-with', lang: 'en' }, WORDS.madeWith))
    else words.append(optionList(shown), turns(shown))
    return article
  }
}

/** The furniture under a scene. */
function turns({ depth }: Shown, ...first: HTMLElement[]): HTMLElement {
  const nav = element('nav', { class: 'turns', lang: 'en', 'aria-label': WORDS.turns }, ...first)
  if (depth > 0) nav.append(control('back', ICONS.back, WORDS.back), control('path', ICONS.path, WORDS.path))
  nav.append(control('about', ICONS.about, WORDS.about))
  return nav
}

function optionList({ options, context }: Shown): HTMLElement {
  const items = options
    .filter(({ shown }) => shown !== 'hidden')
    .map(({ option, shown }) => {
      const label = element('span', { class: 'label' }, fillIn(option.label, context))
      const button = element('button', { type: 'button', 'data-option': option.id }, label)
      if (shown === 'locked') {
        button.setAttribute('aria-disabled', 'true')
        label.append(reason(option.hint, context))
        button.append(mark('lock'))
      } else if (option.hotspot) button.append(mark('place'))
      return element('li', {}, button)
    })
  return element('ol', { class: 'options', role: 'list' }, ...items) // Safari takes a list without marks for none
}

/** Why an option is locked: in the creator's words, in the story's language, or else in ours. */
function reason(hint: string, context: Context): HTMLElement {
  const told = fillIn(hint, context)
  return told
    ? element('span', { class: 'reason' }, told)
    : element('span', { class: 'reason', lang: 'en' }, WORDS.locked)
}

function mark(name: 'lock' | 'place'): SVGElement {
  const drawing = icon(ICONS[name])
  drawing.classList.add('mark')
  return drawing
}

/** `own` tells its ids from other scenes'. */
function ending(shown: Shown, own: string): HTMLElement {
  const { scene, found } = shown
  const dots = Array.from({ length: found.all }, (_, index) => element('i', index < found.found ? { class: 'on' } : {}))
  const count = element('p', { class: 'found', lang: 'en' }, WORDS.found(found.found, found.all))
  if (found.all > 1 && found.all <= 12)
    count.prepend(element('span', { class: 'dots', 'aria-hidden': 'true' }, ...dots))
  const section = element(
    'section',
    { class: 'ending' },
    element('p', { class: 'kind', id: `ending-kind-${own}`, lang: 'en' }, WORDS.ending),
    element('h2', { id: `ending-name-${own}` }, scene.ending?.name || scene.title),
    count,
  )
  const link = scene.ending?.link
  if (link) section.append(element('p', { class: 'onward' }, element('a', { href: link, rel: 'noopener' }, WORDS.goOn)))
  section.append(
    turns(shown, control('restart', ICONS.again, WORDS.readAgain), control('share', ICONS.share, WORDS.share)),
  )
  return section
}

/** Whether a scene can be reached by anybody. Not asked for in a tap: what is below it is styled anew. */
function reach(article: HTMLElement, canBe: boolean): void {
  article.inert = !canBe
  article.ariaHidden = canBe ? null : 'true'
}

/** Whether nothing is to be seen below a scene: in a frame there is, and on a phone whose browser hides its bar. */
function fillsScreen(article: HTMLElement): boolean {
  return article.getBoundingClientRect().bottom > window.innerHeight - 1
}

/** Whether no scroll bar comes or goes with a scene, unless bars lie over the page, as where there is no mouse. */
function keepsWidth(next: HTMLElement): boolean {
  if (!window.matchMedia('(any-hover: hover)').matches) return true
  const { clientHeight, scrollHeight } = document.documentElement
  return next.offsetHeight > clientHeight === scrollHeight > clientHeight
}

/** Out of the way of what comes, staying where it is seen until it is gone. */
function lift(article: HTMLElement, scrolled: number): void {
  article.classList.remove('ahead', 'staged')
  article.classList.add('lifted')
  article.style.insetBlockStart = `${-scrolled}px`
  if (scrolled > 0) window.scrollTo(0, 0)
  window.setTimeout(() => article.remove(), 300)
}
