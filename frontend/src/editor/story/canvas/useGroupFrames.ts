/**
 * Groups and notes as the canvas shows them: which of them scenes lie in, what is gone on in by command, and the note that
 * is being begun. That one is not in the story before there are words in it, so that a note nobody wrote never was.
 */
import { computed, nextTick, shallowRef, watch } from 'vue'
import type { GroupEdit, GroupFieldEdit } from '../../../story/edits'
import type { Document as StoryDocument, Group, GroupId } from '../../../story/model'
import { liesIn } from '../arrange/grouping'
import type { SceneIndex } from './sceneIndex'
import { frameOf, headOf, wordsOf, type Box } from './view'

/** What a group's frame can be asked for. */
export interface Frame {
  readonly id: GroupId
  write(): void
  rename(): void
  paint(): void
  focus(): void
}

interface GroupFrames {
  readonly document: () => StoryDocument
  readonly index: () => SceneIndex
  readonly frames: () => readonly Frame[] | null
  /** Bring it into view, and perhaps near enough to read what stands there. */
  readonly bring: (box: Box) => Promise<void>
  readonly bringNear: (box: Box) => Promise<void>
  readonly change: (edit: GroupEdit) => void
}

export function useGroupFrames({ document: story, index, frames, bring, bringNear, change }: GroupFrames) {
  const begun = shallowRef<Group | null>(null)
  /** Whether its first words were sent on their way into the story. */
  let hasWords = false
  /** What had the focus before. */
  let opener: Element | null = null

  const groups = computed(() => {
    const all = story().groups
    const note = begun.value
    return note && !all.has(note.id) ? [...all.values(), note] : [...all.values()]
  })
  // Once it is in the story it is a note like any other, and may be taken away while one writes in it.
  watch(
    () => story().groups.has(begun.value?.id ?? ''),
    (isThere) => isThere && (begun.value = null),
  )
  /** Of those that may be notes: the others are frames around scenes anyhow. */
  const holding = computed(() => {
    const asked = groups.value.filter(({ title, text }) => text !== '' || title === '')
    return new Set(asked.filter(holdsScenes).map(({ id }) => id))
  })

  function holdsScenes(group: Group): boolean {
    return index()
      .within(frameOf(group))
      .some((scene) => liesIn(group, scene))
  }

  /** Bring a group into view, and go on in its frame. */
  async function goOn(id: GroupId, how: 'write' | 'rename' | 'paint'): Promise<void> {
    const group = groups.value.find((each) => each.id === id)
    if (!group) return
    if (how === 'write') {
      frameFor(id)?.write() // at once: what is typed next is meant for it
      await bringNear(wordsOf(group))
    } else {
      await bring(headOf(group))
      frameFor(id)?.[how]()
    }
  }

  /** Bring a group into view and give its title the focus. */
  async function show(id: GroupId): Promise<void> {
    frameFor(id)?.focus() // at once: the next key is already meant for it
    const group = story().groups.get(id)
    if (group) await bring(frameOf(group))
  }

  function frameFor(id: GroupId): Frame | undefined {
    return frames()?.find((each) => each.id === id)
  }

  /** Begin a note, and write in it. */
  async function begin(note: Group): Promise<void> {
    opener = document.activeElement
    begun.value = note
    hasWords = false
    await nextTick()
    await goOn(note.id, 'write')
  }

  function changed(edit: GroupFieldEdit): void {
    const note = begun.value
    if (note?.id !== edit.group || hasWords) change(edit)
    else if (edit.type === 'group.rewritten' && edit.text.trim() !== '') {
      hasWords = true
      change({ type: 'group.added', group: { ...note, text: edit.text } })
    }
  }

  /** The writing in one has ended, `left` if because the focus has gone elsewhere. */
  async function written(id: GroupId, left: boolean): Promise<void> {
    if (begun.value?.id !== id) return
    begun.value = null
    await nextTick()
    if (!left && !hasWords && opener instanceof HTMLElement) opener.focus({ preventScroll: true })
  }

  return { groups, holding, goOn, show, begin, changed, written }
}
