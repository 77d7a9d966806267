/** How many readers chose as this one did, where the story's creator has it told: said after choosing, never before. */
import { LATER_WORDS } from './laterWords'
import type { Chosen } from '../story/chosen'
import type { Run } from '../story/rules'

let chosen: Chosen | undefined
let asked = false

/** Have the figures at hand for the choices to come; asked for once, and no harm if there are none. */
export async function fetchChosen(): Promise<void> {
  if (asked) return
  asked = true
  const story = location.pathname.replace(/^\/e\//, '/s/').replace(/\/$/, '') // a frame shows it below /e/
  const answer = await fetch(`${story}/chosen.json`).catch(() => undefined)
  chosen = (answer?.ok ? await answer.json().catch(() => undefined) : undefined) as Chosen | undefined
}

/** The sentence about the choice that led where the run stands; undefined where that is not known of its version. */
export function chosenBy({ trail }: Run, version: number): string | undefined {
  const last = trail.at(-1)
  if (!last || chosen?.version !== version || !Object.hasOwn(chosen.scenes, last.scene)) return undefined
  const readers = new Map(Object.entries(chosen.scenes[last.scene] ?? {}))
  const mine = readers.get(last.option)
  if (!mine) return undefined
  const all = [...readers.values()].reduce((sum, one) => sum + one, 0)
  return LATER_WORDS.chosenBy(Math.max(1, Math.round((100 * mine) / all)))
}
