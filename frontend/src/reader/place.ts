/** The reader's place in a story: finding it with what of the story it needs, and keeping it between visits. */
import type { Beginning, FileHash } from '../story/chunks'
import type { SceneId } from '../story/model'
import { dumpRun, type Run, type StoredRun } from '../story/rules'
import { newIdentity, type Identity } from './identity'
import { openKeep, type Keep } from './keep'
import { fetchStory, Gone, readRun, Story } from './scenes'
import type { Loaded } from './session'
import type { Known } from './transport'

/** What the published page says about itself: enough of its version for the first scene and the first choice. */
export interface Page extends Beginning {
  story: string
  version: number
  /** Address of the version's head. */
  head: string
  /** Origin of the API. */
  api: string
  title: string
}

/** What storage holds; a session stays on the version it began with, so that version's files belong to it. */
interface KeptPlace {
  identity: Identity
  version: number
  /** Address of the version's head, or of its whole machine where it was published in one piece. */
  machine: string
  run: StoredRun
  floor: number
  /** The files of the scenes on the way here. */
  files?: Record<SceneId, FileHash>
}

export interface Place extends Loaded {
  keep: Keep
  identity: Identity
  version: number
  machine: string
  /** Of a session that was read elsewhere before. */
  known?: Known
}

export function readPage(root: Document): Page {
  return JSON.parse(root.getElementById('fabula')?.textContent ?? '') as Page
}

/** Find the reader's place and fetch the scene they are in. Throws where that cannot be had just now. */
export async function loadPlace(page: Page): Promise<Place> {
  const keep = await openKeep(page.story)
  return (await loadKept(keep, page)) ?? { keep, floor: 0, run: undefined, ...(await begin(page)) }
}

/** A new session on the page's own version. */
export async function begin(page: Page): Promise<Omit<Place, 'keep' | 'floor' | 'run'>> {
  const story = new Story(page, page.head)
  await story.fetch(page.initial)
  return { story, identity: newIdentity(), version: page.version, machine: page.head }
}

export function savePlace(place: Place, run: Run, floor: number): void {
  const { identity, version, machine, story } = place
  const files: Record<SceneId, FileHash> = {}
  for (const { scene } of [...run.trail, run]) {
    const file = story.files.get(scene)
    if (file) files[scene] = file
  }
  place.keep.put('place', { identity, version, machine, run: dumpRun(run), floor, files } satisfies KeptPlace)
}

/** The kept place; undefined where there is none, or its version is gone: then the story begins again. */
async function loadKept(keep: Keep, page: Page): Promise<Place | undefined> {
  const kept = keep.get('place') as KeptPlace | undefined
  if (!kept || typeof kept.identity?.secret !== 'string' || typeof kept.machine !== 'string') return undefined
  const run = readRun(kept.run)
  if (!run) return undefined
  const { identity, version, machine, floor } = kept
  try {
    const story = machine === page.head ? new Story(page, machine) : await fetchStory(machine)
    for (const [scene, file] of Object.entries(kept.files ?? {})) story.files.set(scene, file)
    // The page has had its start fetched already, and starting over may want it.
    if (machine === page.head) story.fetch(page.initial).catch(() => undefined)
    await story.fetch(run.scene)
    return { keep, story, run, floor: Number.isInteger(floor) ? floor : 0, identity, version, machine }
  } catch (error) {
    if (error instanceof Gone) return undefined
    throw error
  }
}
