/** What is asked about on the map or in the outline: by the right button, a long press, or the menu key. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Position, SceneId } from '../../../story/model'
import { onPartNotLoaded } from '../../../ui/later'
import { useSelectionStore } from '../selection'
import type { Command } from './command'
import type { Point } from './desk'
import { askedAt, menuOf, type Asked, type Subject } from './menus'

/** A menu that was asked for. */
export interface Asking {
  /** Where in the window. */
  readonly at: Position
  readonly parts: readonly (readonly Command[])[]
  /** The empty place that was pointed at, where it was one. */
  readonly pointed: Point | undefined
  /** Its first command then has the focus. */
  readonly byKeys: boolean
  /** What has the focus again afterwards. */
  readonly opener: Element | null
}

export interface CanvasMenuState {
  readonly asking: ShallowRef<Asking | null>
  readonly open: Ref<boolean>
  /** For the element that is asked about. */
  readonly listeners: Readonly<Record<string, (event: never) => void>>
}

/** Milliseconds, as long as a press is for browsers that open a menu of their own by it. */
const LONG_PRESS = 700

/** `tileAt` says which scene is painted there: from afar scenes are no elements. */
export function useCanvasMenu(
  commands: readonly Command[],
  tileAt: (event: MouseEvent) => SceneId | null,
): CanvasMenuState {
  const selection = useSelectionStore()
  const asking = shallowRef<Asking | null>(null)
  const open = ref(false)
  let byKeys = false
  let pressing: ReturnType<typeof setTimeout> | undefined
  /** The menu has come, and the finger that asked for it is still there. */
  let held = false

  onPartNotLoaded(() => (open.value = false))

  function press(event: PointerEvent): void {
    letGo()
    byKeys = false
    held = false
    if (event.pointerType === 'mouse') return
    pressing = setTimeout(() => {
      ask(event)
      held = open.value
    }, LONG_PRESS)
  }

  /** A finger that asked for the menu clicks nothing when it goes; that would close the menu, or open what lies there. */
  function lift(event: TouchEvent): void {
    if (held && event.cancelable) event.preventDefault()
    held = false
  }

  function letGo(): void {
    clearTimeout(pressing)
  }

  function ask(event: MouseEvent): void {
    letGo()
    const asked = askedAt(event.target)
    // The browser's own menu, where there are words to cut and paste.
    if (asked === undefined || event.defaultPrevented) return
    event.preventDefault()
    const tile = asked === null ? tileAt(event) : null
    const about = tile === null ? asked : { scene: tile }
    const opener = document.activeElement
    select(about)
    asking.value = {
      at: { x: event.clientX, y: event.clientY },
      parts: menuOf(commands, subjectOf(about)),
      pointed: about === null && !byKeys ? { clientX: event.clientX, clientY: event.clientY } : undefined,
      byKeys,
      opener,
    }
    open.value = true
  }

  /** What the menu is about is what is selected. */
  function select(asked: Asked): void {
    if (asked === null) selection.select(null)
    else if ('link' in asked) selection.selectLink(asked.link)
    else if ('group' in asked) selection.selectGroup(asked.group)
    else if (!selection.scenes.has(asked.scene)) selection.select(asked.scene)
  }

  function subjectOf(asked: Asked): Subject {
    if (asked === null) return 'pane'
    if ('link' in asked) return 'link'
    if ('group' in asked) return 'group'
    return selection.scenes.size > 1 ? 'scenes' : 'scene'
  }

  const listeners = {
    pointerdownCapture: press,
    pointermove: letGo,
    pointerup: letGo,
    pointercancel: letGo,
    touchend: lift,
    keydownCapture: () => (byKeys = true),
    contextmenu: ask,
  }
  return { asking, open, listeners }
}
