/** What the server's exact check found beyond what the editor finds by itself, and how long that stands. Pure. */
import type { Document as StoryDocument } from '../../../story/model'
import { STRUCTURAL_CODES, type Problem } from '../../../story/problem'

/** Problems that only the server finds, of the draft as it was at a revision. */
export interface Proved {
  readonly revision: number
  readonly document: StoryDocument
  readonly problems: readonly Problem[]
}

/** Of the server's answer, what the editor has not found by itself. */
export function provedOf(revision: number, document: StoryDocument, problems: readonly Problem[]): Proved {
  return { revision, document, problems: problems.filter(({ code }) => !STRUCTURAL_CODES.has(code)) }
}

/** Those that may still be true: their scene holds what it held. Those of the whole story stand until it is checked. */
export function standing(proved: Proved | null, now: StoryDocument | null): readonly Problem[] {
  if (proved === null || now === null) return []
  const before = proved.document.scenes
  return proved.problems.filter(({ scene }) => {
    return scene === null || before.get(scene)?.data === now.scenes.get(scene)?.data
  })
}
