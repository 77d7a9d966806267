/** Where the server has a session, asked for by a browser that is to go on in it. */
import type { Identity } from './identity'
import type { Keep } from './keep'
import type { Page, Place } from './place'
import { fetchStory, readRun, Story } from './scenes'
import type { StoredRun } from '../story/rules'

/** The server's answer. */
export interface Whereabouts {
  story: string
  version: number
  /** Path of the version's head, or of its whole machine where it was published in one piece. */
  head: string
  /** Of the last recorded step. */
  number: number
  run: StoredRun
  /** Milliseconds since the session began. */
  age: number
}

/** The server has no such session, or not for this secret. */
export class Refused extends Error {}

/** Ask the API; resolves to the answer. Rejects with Refused where asking again will not help, else with another error. */
export async function ask(api: string, { id }: Identity, what: 'place' | 'steps', body: object): Promise<unknown> {
  const answer = await fetch(`${api}/v1/play/sessions/${id}/${what}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'text/plain;charset=UTF-8' },
    credentials: 'omit',
  })
  if (answer.ok) return answer.json()
  const passes = answer.status === 408 || answer.status === 429 || answer.status >= 500
  throw passes ? new Error(`answered ${answer.status}`) : new Refused(`answered ${answer.status}`)
}

/** The place where the server has the session, its scene fetched. Rejects like `ask`, or where the scene does not come. */
export async function fetchPlace(page: Page, keep: Keep, identity: Identity): Promise<Place> {
  const found = (await ask(page.api, identity, 'place', { secret: identity.secret })) as Whereabouts
  const run = readRun(found.run)
  if (!run || found.story !== page.story) throw new Refused('another story')
  const { version, head, number, age } = found
  const story = head === page.head ? new Story(page, head) : await fetchStory(head)
  await story.fetch(run.scene)
  return { keep, story, run, floor: 0, identity, version, machine: head, known: { number, age } }
}
