import { passes } from '../../api/problem'

const FIRST_PAUSE_MS = 400
const LONGEST_PAUSE_MS = 4_000

/**
 * Ask again and again, with longer and longer pauses, until the answer is an end. A connection that is lost, too many
 * calls and a fault of the server are waited out. Throws other refusals, and where `signal` says to stop.
 */
export async function follow<Answer>(
  first: Answer,
  ask: () => Promise<Answer>,
  isOver: (answer: Answer) => boolean,
  tell: (answer: Answer) => void,
  signal: AbortSignal,
): Promise<Answer> {
  let answer = first
  for (let asking = 0; !isOver(answer); asking += 1) {
    tell(answer)
    await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.4 ** asking)))
    signal.throwIfAborted()
    try {
      answer = await ask()
    } catch (error) {
      if (!passes(error)) throw error
    }
  }
  return answer
}
