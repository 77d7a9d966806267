/** Frames around scenes: a title and a colour on the canvas. Pure: ids come in. */
import type { Edit } from '../../../story/edits'
import {
  MAX_GROUPS,
  type Document as StoryDocument,
  type Group,
  type Position,
  type Scene,
  type Size,
} from '../../../story/model'
import { CARD_HEIGHT, CARD_WIDTH, sizeOf } from '../canvas/cardShape'

const MARGIN = 32
/** For its title. */
const HEAD = 40
/** A note before anybody has resized it: a card wide, and not quite as high. */
const NOTE: Size = { width: CARD_WIDTH, height: 176 }
/** Taken in turns, so that neighbours differ. */
export const COLOURS = ['#b8642a', '#2f7d5b', '#1f6fb2', '#8a4fa3', '#8a5a00', '#b3261e']

/** A frame around the scenes; null where the story holds no more of them, or there is nothing to go around. */
export function planGroup(document: StoryDocument, scenes: readonly Scene[], id: string, title: string): Edit | null {
  if (scenes.length === 0 || document.groups.size >= MAX_GROUPS) return null
  const left = least(scenes.map(({ position }) => position.x)) - MARGIN
  const top = least(scenes.map(({ position }) => position.y)) - MARGIN - HEAD
  const right = -least(scenes.map((scene) => -scene.position.x - sizeOf(scene).width)) + MARGIN
  const bottom = -least(scenes.map((scene) => -scene.position.y - sizeOf(scene).height)) + MARGIN
  const colour = nextColour(document)
  const size = { width: Math.round(right - left), height: Math.round(bottom - top) }
  return {
    type: 'group.added',
    group: { id, title, text: '', colour, position: { x: Math.round(left), y: Math.round(top) }, size },
  }
}

/** A frame that will have words in it instead of scenes; null where the story holds no more of them. */
export function newNote(document: StoryDocument, at: Position, id: string): Group | null {
  if (document.groups.size >= MAX_GROUPS) return null
  const position = { x: Math.round(at.x), y: Math.round(at.y) }
  return { id, title: '', text: '', colour: nextColour(document), position, size: NOTE }
}

/** Whether it is a note: it has words in it, or neither a title nor anything that it could be a frame around. */
export function isNote(document: StoryDocument, group: Group): boolean {
  return group.text !== '' || (group.title === '' && scenesIn(document, group).length === 0)
}

/** The scenes that lie in the frame. */
export function scenesIn({ scenes }: StoryDocument, group: Group): readonly Scene[] {
  return [...scenes.values()].filter((scene) => liesIn(group, scene))
}

function nextColour({ groups }: StoryDocument): string {
  return COLOURS[groups.size % COLOURS.length] ?? '#b8642a'
}

/** The frames that any of the scenes lies in. */
export function groupsOf(document: StoryDocument, scenes: readonly Scene[]): readonly Group[] {
  return [...document.groups.values()].filter((group) => scenes.some((scene) => liesIn(group, scene)))
}

/**
 * Whether the scene lies in the frame: about the middle of its card does. The same for every card, so that one which
 * grows by an option does not fall out.
 */
export function liesIn({ position, size }: Group, scene: Scene): boolean {
  const x = scene.position.x + CARD_WIDTH / 2 - position.x
  const y = scene.position.y + CARD_HEIGHT / 2 - position.y
  return x >= 0 && y >= 0 && x <= size.width && y <= size.height
}

/** Ten thousand numbers are too many for `Math.min` to be given at once. */
function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Infinity)
}
