/**
 * Copying scenes, groups and notes, cutting and pasting them, through the system's clipboard: to other stories, tabs and
 * windows.
 *
 * The browser's own events carry it, so that nobody is asked for leave; only pasting from a menu has to ask.
 */
import { useEventListener } from '@vueuse/core'
import { nextTick } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Document as StoryDocument, Position } from '../../../story/model'
import { say } from '../../../ui'
import { laterCode } from '../../../ui/later'
import { isNote } from '../arrange/grouping'
import type { Place } from '../commands/command'
import type { Desk, Point } from '../commands/desk'
import { isMac, keyLabel } from '../commands/keys'
import { newId } from '../ids'
import { filesOf } from '../upload/files'
import type { Objection, Pasting } from './pasting'
import {
  jsonInHtml,
  PORTABLE_TYPE,
  portableGroup,
  portableHtml,
  portableJson,
  portableOf,
  portableText,
  type Portable,
} from './portable'

/** What it takes to read what anybody may have written. */
const reading = laterCode(() => import('./readPortable'))
const planning = laterCode(() => import('./pasting'))

export interface Clipboard {
  /** Copy or cut what is selected. */
  readonly write: (how: 'copy' | 'cut') => void
  /** Paste what the clipboard holds, there or where one points. */
  readonly read: (at?: Point) => Promise<void>
  readonly duplicate: () => Promise<void>
}

/** What a clipboard holds, of what can be pasted here. */
interface Held {
  readonly json: string | null
  readonly text: string
  readonly files: readonly File[]
}

export function useClipboard(desk: Desk, placeOf: (event: Event) => Place): Clipboard {
  const { t } = useI18n()
  const { draft, selection, gestures } = desk
  let pointer: Point | null = null
  /** A menu asked for it: then it does not matter where the focus is. */
  let asked = false

  useEventListener(window, 'pointermove', (event) => (pointer = overCanvas(event) ? event : null), { passive: true })
  useEventListener(document, 'copy', (event) => carry(event))
  useEventListener(document, 'cut', (event) => {
    const { group } = selection
    if (!carry(event)) return
    if (group === null) gestures.removeScenes([...selection.scenes])
    else desk.view()?.removeGroup?.(group)
  })
  useEventListener(document, 'paste', (event) => {
    const { clipboardData } = event
    if (!isOurs(event) || !clipboardData) return
    event.preventDefault()
    const json = clipboardData.getData(PORTABLE_TYPE) || jsonInHtml(clipboardData.getData('text/html'))
    void paste({ json, text: clipboardData.getData('text/plain'), files: filesOf(clipboardData) })
  })

  /** Whether the event means scenes, and not words that are being typed or marked. */
  function isOurs(event: Event): boolean {
    if (draft.open !== 'ready') return false
    const { typing, beside } = placeOf(event)
    return asked || !(typing || beside)
  }

  function carry(event: ClipboardEvent): boolean {
    const document = desk.story()
    const marked = !asked && getSelection()?.isCollapsed === false
    if (!isOurs(event) || marked || !document || !event.clipboardData) return false
    const portable = taken(document)
    if (!portable || (event.type === 'cut' && selection.group !== null && portable.scenes.length > 0)) return false
    const [json, text] = [portableJson(portable), portableText(portable)]
    event.clipboardData.setData(PORTABLE_TYPE, json)
    event.clipboardData.setData('text/html', portableHtml(json, text))
    event.clipboardData.setData('text/plain', text)
    event.preventDefault()
    if (event.type === 'copy') say(copied(document, portable))
    return true
  }

  /** What is selected: a group with its scenes, a note, or scenes. */
  function taken(document: StoryDocument): Portable | null {
    const { group, scenes } = selection
    if (group !== null) return portableGroup(document, desk.storyId(), group)
    return scenes.size > 0 ? portableOf(document, desk.storyId(), scenes) : null
  }

  function copied(document: StoryDocument, { scenes, groups: [group] }: Portable): string {
    if (scenes.length > 0) return t('story.clipboard.copied', { n: scenes.length }, scenes.length)
    return t(group && isNote(document, group) ? 'story.clipboard.copiedNote' : 'story.clipboard.copiedGroup')
  }

  function write(how: 'copy' | 'cut'): void {
    asked = true
    // The newer way to write has no type of our own in every browser, and this one raises the same event as the keys.
    document.execCommand(how)
    asked = false
  }

  async function read(at?: Point): Promise<void> {
    try {
      await paste(await heldIn(await navigator.clipboard.read()), at)
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error
      // A clipboard with nothing in it is no data to some browsers.
      if (error.name === 'DataError') say(t('story.clipboard.nothing'))
      else say(t('story.clipboard.ask', { keys: keyLabel('Mod+V', isMac(navigator.platform)) }))
    }
  }

  async function paste({ json, text, files }: Held, at = pointer): Promise<void> {
    const around = placeForCard(at)
    const [{ readPortable }, { planPaste, planText }] = await Promise.all([reading(), planning()])
    const portable = json === null ? null : readPortable(json)
    const document = desk.story()
    if (!document) return
    if (portable) place(planPaste(document, desk.storyId(), portable, newId, { around }))
    else if (files.length > 0) files.forEach((file) => gestures.sendPictureToNew(around, file))
    else place(planText(document, text, newId, around))
  }

  async function duplicate(): Promise<void> {
    const { planDuplicate } = await planning()
    const document = desk.story()
    const portable = document && taken(document)
    if (portable) place(planDuplicate(document, desk.storyId(), portable, selection.group, newId))
  }

  function place(plan: Pasting | Objection): void {
    if (typeof plan === 'string') {
      say(t(`story.clipboard.${plan}`), { tone: plan === 'nothing' ? 'neutral' : 'bad' })
      return
    }
    if (!gestures.act(plan.edits)) return
    selection.selectAll(plan.scenes)
    const [first] = plan.scenes
    const [group] = plan.groups
    if (!first && group) selection.selectGroup(group)
    void nextTick(() => {
      if (!first && group) void desk.view()?.showGroup?.(group)
      if (first) void (plan.scenes.length === 1 ? desk.view()?.show(first) : desk.view()?.welcome?.(first))
    })
    const [renamed] = plan.renamed
    if (plan.picturesLeft > 0) say(t('story.clipboard.picturesLeft', { n: plan.picturesLeft }, plan.picturesLeft))
    if (renamed) say(t('story.clipboard.renamed', { before: renamed[0], after: renamed[1] }))
  }

  /** At that point, under the pointer while that is over the canvas, else in the middle of what is seen. */
  function placeForCard(at: Point | null): Position {
    const view = desk.view()
    return (at && view?.placeAt(at)) ?? view?.centre() ?? { x: 0, y: 0 }
  }

  return { write, read, duplicate }
}

function overCanvas({ target }: Event): boolean {
  return target instanceof Element && target.closest('.canvas') !== null
}

async function heldIn(items: readonly ClipboardItem[]): Promise<Held> {
  const of = async (type: string) => {
    const item = items.find((each) => each.types.includes(type))
    return item ? await (await item.getType(type)).text() : ''
  }
  const pictures = items.flatMap((item) =>
    item.types.filter((type) => type.startsWith('image/')).map((type) => ({ item, type })),
  )
  const files = pictures.map(async ({ item, type }) => new File([await item.getType(type)], 'clipboard', { type }))
  return { json: jsonInHtml(await of('text/html')), text: await of('text/plain'), files: await Promise.all(files) }
}
