/** The reader's place in a story: loading it with the story, and keeping it between visits. */
import type { StoryMachine } from '../story/machine'
import { newIdentity, type Identity } from './identity'
import { openKeep, type Keep } from './keep'
import { readMachine, readRun, type Story } from './scenes'
import type { Loaded } from './session'
import { dumpRun, type Run, type StoredRun } from '../story/rules'

/** What the published page says about itself. */
export interface Page {
  story: string
  version: number
  /** Address of the machine. */
  machine: string
  /** Origin of the API. */
  api: string
  title: string
}

/** What storage holds; a session stays on the version it began with, so that version's machine belongs to it. */
interface KeptPlace {
  identity: Identity
  version: number
  machine: string
  run: StoredRun
  floor: number
}

export interface Place extends Loaded {
  keep: Keep
  identity: Identity
  version: number
  machine: string
}

export function readPage(root: Document): Page {
  return JSON.parse(root.getElementById('fabula')?.textContent ?? '') as Page
}

/** Fetch the story and find the reader's place in it. Throws where the story cannot be had. */
export async function loadPlace(page: Page): Promise<Place> {
  const keep = await openKeep(page.story)
  return (await loadKept(keep)) ?? { keep, floor: 0, run: undefined, ...(await begin(page)) }
}

/** A new session on the page's own version. */
export async function begin(page: Page): Promise<Omit<Place, 'keep' | 'floor' | 'run'>> {
  const story = await fetchStory(page.machine)
  return { story, identity: newIdentity(), version: page.version, machine: page.machine }
}

export function savePlace(place: Place, run: Run, floor: number): void {
  const { identity, version, machine } = place
  place.keep.put('place', { identity, version, machine, run: dumpRun(run), floor } satisfies KeptPlace)
}

async function loadKept(keep: Keep): Promise<Place | undefined> {
  const kept = keep.get('place') as KeptPlace | undefined
  if (!kept || typeof kept.identity?.secret !== 'string' || typeof kept.machine !== 'string') return undefined
  const story = await fetchStory(kept.machine).catch(() => undefined)
  const run = story && readRun(kept.run, story)
  if (!run) return undefined // that version is gone, or what lies there is none of ours: the story begins again
  const { identity, version, machine, floor } = kept
  return { keep, story, run, floor: Number.isInteger(floor) ? floor : 0, identity, version, machine }
}

async function fetchStory(address: string): Promise<Story> {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`The story answered ${answer.status}`)
  return readMachine((await answer.json()) as StoryMachine)
}
