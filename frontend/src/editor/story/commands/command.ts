/** What a command is. The palette, the help sheet, the menus and the keys of the story screen all come from the same ones. */
import type { Point } from './desk'
import { isPressed, type Pressed } from './keys'
import type { commands } from './messages.en'

/** Its name is the catalogue's `story.commands.title.<id>`. */
export type CommandId = keyof (typeof commands)['title']
export type Section = keyof (typeof commands)['section']

/**
 * Where its keys count: `always`, even while something is typed; on the `screen`, unless something is typed; on the
 * `canvas` alone, neither in a panel nor in the bar. `elsewhere`: a card or the browser answers to them, and they are
 * only shown.
 */
export type Reach = 'always' | 'screen' | 'canvas' | 'elsewhere'

export interface Command {
  readonly id: CommandId
  readonly section: Section
  /** The first is the one that is shown. */
  readonly keys: readonly string[]
  readonly reach: Reach
  readonly danger: boolean
  /** Whether there is anything for it to do now. */
  readonly when: () => boolean
  /** Where in the window a menu asked for it, where that was at an empty place. */
  readonly run: (at?: Point) => unknown
  /** What it would do just now, where that is more than its name says. */
  readonly says?: () => string
}

/** A command with what is usual left out. */
export function command(
  id: CommandId,
  section: Section,
  run: Command['run'],
  more: Partial<Pick<Command, 'keys' | 'reach' | 'danger' | 'when' | 'says'>> = {},
): Command {
  return { id, section, keys: [], reach: 'canvas', danger: false, when: () => true, run, ...more }
}

/** Where a key was pressed. */
export interface Place {
  readonly typing: boolean
  /** In a panel or in the bar. */
  readonly beside: boolean
}

/** The command that answers to what was pressed there, of those that have something to do. */
export function commandFor(commands: readonly Command[], event: Pressed, place: Place): Command | null {
  return (
    commands.find(
      (each) => reaches(each.reach, place) && each.keys.some((keys) => isPressed(keys, event)) && each.when(),
    ) ?? null
  )
}

function reaches(reach: Reach, { typing, beside }: Place): boolean {
  if (reach === 'always') return true
  if (reach === 'elsewhere' || typing) return false
  return reach === 'screen' || !beside
}
