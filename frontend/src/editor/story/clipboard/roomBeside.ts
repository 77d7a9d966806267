/** Where a duplicate of a group lies on nothing else. Pure. */
import type { Document as StoryDocument, Group, Position } from '../../../story/model'
import { scenesIn } from '../arrange/grouping'
import { boxOf } from '../canvas/cardShape'
import { around, frameOf, headOf, holds, overlap, shifted, type Box } from '../canvas/view'

/** Between the two of them. */
const GAP = 56

/**
 * How far a group and its scenes go to lie in the nearest free place of their size: to the right, below, to the left or
 * above, then twice as far and so on. What the group itself lies in is no hindrance.
 */
export function roomBeside(document: StoryDocument, group: Group): Position {
  const whole = extentOf(document, group)
  const taken = [...document.scenes.values()].map(boxOf)
  for (const other of document.groups.values())
    if (other.id !== group.id && !holds(frameOf(other), frameOf(group))) taken.push(extentOf(document, other))
  taken.push(whole)
  const [width, height] = [whole.right - whole.left + GAP, whole.bottom - whole.top + GAP]
  for (let times = 1; ; times += 1) {
    const [x, y] = [Math.round(width) * times, Math.round(height) * times]
    for (const by of [
      { x, y: 0 },
      { x: 0, y },
      { x: -x, y: 0 },
      { x: 0, y: -y },
    ])
      if (!taken.some((box) => overlap(box, shifted(whole, by)))) return by
  }
}

/** The group with its title and the cards of its scenes, which may reach out of its frame. */
function extentOf(document: StoryDocument, group: Group): Box {
  const frame = frameOf(group)
  return around([frame, headOf(group), ...scenesIn(document, group).map(boxOf)]) ?? frame
}
