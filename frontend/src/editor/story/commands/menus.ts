/** Which commands a menu on the canvas offers, by what was asked about. */
import type { Command, CommandId } from './command'

export type Subject = 'scene' | 'scenes' | 'link' | 'pane'

/** A line is drawn between the parts. */
const MENUS: Readonly<Record<Subject, readonly (readonly CommandId[])[]>> = {
  scene: [
    ['openScene', 'previewHere', 'startHere'],
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
  link: [['disconnect']],
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
export type Asked = { readonly scene: string } | { readonly link: string } | null

/** What on the canvas was asked about; null is the pane, undefined nothing that has a menu. */
export function askedAt(target: EventTarget | null): Asked | undefined {
  if (!(target instanceof Element) || target.closest('input, textarea, [role="toolbar"]')) return undefined
  const scene = target.closest<HTMLElement>('[data-scene]')?.dataset.scene
  if (scene) return { scene }
  const link = target.closest<HTMLElement>('.vue-flow__edge')?.dataset.id
  return link ? { link } : null
}
