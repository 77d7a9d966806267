/** Which commands a menu of the story's view offers, by what was asked about. */
import type { Command, CommandId } from './command'

export type Subject = 'scene' | 'scenes' | 'link' | 'group' | 'pane'

/** A line is drawn between the parts. */
const MENUS: Readonly<Record<Subject, readonly (readonly CommandId[])[]>> = {
  scene: [
    ['openScene', 'rename', 'previewHere', 'startHere'],
    ['addFollowing', 'addOption'],
    ['cut', 'copy', 'paste', 'duplicate'],
    ['group', 'ungroup'],
    ['remove'],
  ],
  scenes: [
    ['cut', 'copy', 'duplicate'],
    ['alignLeft', 'alignCentre', 'alignRight', 'alignTop', 'alignMiddle', 'alignBottom'],
    ['distributeAcross', 'distributeDown', 'layOutSelection'],
    ['group', 'ungroup', 'zoomToSelection'],
    ['remove'],
  ],
  link: [
    ['goToTarget', 'connect', 'disconnect'],
    ['rename', 'moveOptionUp', 'moveOptionDown', 'duplicateOption'],
    ['removeOption'],
  ],
  // A group or a note: each command is for one of the two.
  group: [
    ['renameGroup', 'writeInNote', 'titleNote', 'writeInGroup', 'paintGroup', 'paintNote'],
    ['cut', 'copy', 'duplicate', 'selectInGroup'],
    ['removeGroup', 'removeNote'],
  ],
  pane: [
    ['addScene', 'addNote', 'paste'],
    ['selectAll', 'layOut', 'fit'],
    ['search', 'palette', 'help'],
  ],
}

/** The menu's parts, without what has nothing to do now. */
export function menuOf(commands: readonly Command[], subject: Subject): readonly (readonly Command[])[] {
  return MENUS[subject]
    .map((part) => part.flatMap((id) => commands.find((each) => each.id === id && each.when()) ?? []))
    .filter((part) => part.length > 0)
}

/** What was asked about. */
export type Asked = { readonly scene: string } | { readonly link: string } | { readonly group: string } | null

/** What on the canvas or in the outline was asked about; null is the pane, undefined nothing that has a menu. */
export function askedAt(target: EventTarget | null): Asked | undefined {
  if (!(target instanceof Element) || target.closest('input, textarea, [role="toolbar"]')) return undefined
  const scene = target.closest<HTMLElement>('[data-scene]')?.dataset.scene
  if (scene) return { scene }
  const group = target.closest<HTMLElement>('[data-frame]')?.dataset.frame
  if (group) return { group }
  const link =
    target.closest<HTMLElement>('[data-link]')?.dataset.link ??
    target.closest<HTMLElement>('.vue-flow__edge')?.dataset.id
  return link ? { link } : null
}
