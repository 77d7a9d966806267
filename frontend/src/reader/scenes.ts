/** The story under the reader's eyes: the scenes that are here, made ready for reading, and the way to all others. */
import type { Beginning, Chunk, ChunkName, FileHash, Head, Index } from '../story/chunks'
import type { MachineState, Picture, StoryMachine } from '../story/machine'
import type { Ending, Hotspot, SceneId, WhenLocked } from '../story/model'
import { loadRun, type Context, type Run, type StepOption, type StoredRun, type TrailEntry } from '../story/rules'
import { FILES } from './worker/addresses'

export interface ReaderOption extends StepOption {
  readonly label: string
  readonly when_locked: WhenLocked
  readonly hotspot: Hotspot | null
  readonly hint: string
  readonly target: SceneId
}

export interface ReaderScene {
  readonly id: SceneId
  readonly title: string
  readonly html: string
  readonly alt: string
  readonly picture: Picture | null
  readonly options: readonly ReaderOption[]
  readonly ending: Ending | null
}

/** There is no such version, or no such scene in the story: asking again will not help. */
export class Gone extends Error {}

/** A version of a story. Scenes come in chunks, when they are asked for, and stay; Maps, as `constructor` is an id. */
export class Story {
  readonly scenes = new Map<SceneId, ReaderScene>()
  /** Which file a scene lies in, where that is known. */
  readonly files = new Map<SceneId, FileHash>()
  private readonly names = new Map<SceneId, ChunkName>()
  private readonly asked = new Map<string, Promise<unknown>>()

  /** `head` is where the rest of what it begins with lies, if that is not all there is. */
  constructor(
    readonly begins: Beginning,
    private readonly head?: string,
  ) {
    this.names.set(begins.initial, begins.initial)
  }

  /** Resolves once the scene is here. Rejects with Gone where it is none of the story's. */
  async fetch(id: SceneId): Promise<void> {
    if (this.scenes.has(id)) return
    const file = this.files.get(id) ?? (await this.find(id))
    const { states } = await this.ask<Chunk>(addressOf(file))
    if (!this.scenes.has(id)) this.add(states, file)
    if (!this.scenes.has(id)) throw new Error(`${file} does not hold ${id}`)
  }

  /** Have the head at hand, which the second choice needs. */
  async prepare(): Promise<Head> {
    return this.head ? this.ask(this.head) : (this.begins as Head)
  }

  /** Take scenes in, of a file where they came in one. */
  add(states: Chunk['states'], file?: FileHash): void {
    for (const [id, state] of Object.entries(states)) {
      this.scenes.set(id, readState(id, state))
      if (file) this.files.set(id, file)
      for (const option of state.meta.scene.options) {
        const target = state.on?.[option.id]?.[0]?.target
        if (target && option.chunk) this.names.set(target, option.chunk)
      }
    }
  }

  private async find(id: SceneId): Promise<FileHash> {
    const name = this.names.get(id)
    if (name && Object.hasOwn(this.begins.chunks, name)) return this.begins.chunks[name] as FileHash
    const { chunks } = await this.prepare()
    const file = chunks[name ?? (await this.search(id))]
    if (!file) throw new Gone(id)
    return file
  }

  /** The name of the chunk of a scene that no option in sight leads to. */
  private async search(id: SceneId): Promise<ChunkName> {
    const { scenes } = await this.index()
    return Object.keys(scenes).find((name) => scenes[name]?.includes(id)) ?? ''
  }

  /** Which scenes there are. */
  async index(): Promise<Index> {
    const { index } = await this.prepare()
    return this.ask<Index>(addressOf(index))
  }

  /** A file is asked for once, and again only after it did not come. */
  private ask<T>(address: string): Promise<T> {
    let asked = this.asked.get(address)
    if (!asked) {
      asked = address === this.head ? fetchHead(address) : fetchJson(address)
      this.asked.set(address, asked)
      asked.catch(() => this.asked.delete(address))
    }
    return asked as Promise<T>
  }
}

/** The story whose head, or of schema 1 whose whole machine, lies at the address. Rejects with Gone where none does. */
export async function fetchStory(address: string): Promise<Story> {
  const found = (await fetchHead(address)) as Head | StoryMachine
  return 'states' in found ? readMachine(found) : new Story(found)
}

/** A story that is here whole: one chunk with everything in it. */
export function readMachine({ context, states, initial }: StoryMachine): Story {
  const { $visited: _, ...variables } = context
  const endings = Object.values(states).filter(({ type }) => type === 'final').length
  const story = new Story({ initial, context: variables as Context, endings, chunks: {} })
  story.add(states)
  return story
}

/** The run an earlier visit kept, or undefined if it is none. */
export function readRun(value: unknown): Run | undefined {
  const kept = value as Partial<StoredRun> | undefined
  if (!kept?.scene || !kept.context || !Array.isArray(kept.visited) || !Array.isArray(kept.trail)) return undefined
  const isChoice = (one: Partial<TrailEntry> | null) => typeof one?.scene === 'string' && typeof one.before === 'object'
  return kept.trail.every(isChoice) ? loadRun(kept as StoredRun) : undefined
}

const addressOf = (file: FileHash) => `/c/${file}.json`

/** A version is gone where its head is; any other file that is missing may be there the next time. */
const fetchHead = (address: string) => fetchJson(address, Gone)

async function fetchJson(address: string, Missing: new (message: string) => Error = Error): Promise<unknown> {
  const answer = await fetch(address)
  if (answer.status === 404) throw new Missing(address)
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`)
  return answer.json().catch(() => fetchAnew(address))
}

/** What was no JSON has been kept for good, by the worker and by the browser: asked for past both. */
async function fetchAnew(address: string): Promise<unknown> {
  await forget(address).catch(() => undefined) // storage may be denied
  return (await fetch(address, { cache: 'reload' })).json()
}

async function forget(address: string): Promise<void> {
  const files = await caches.open(FILES)
  await files.delete(address, { ignoreVary: true })
}

function readState(id: SceneId, state: MachineState): ReaderScene {
  const { title, html, alt, picture, options, ending } = state.meta.scene
  const ready = options.flatMap((option): ReaderOption[] => {
    const transition = state.on?.[option.id]?.[0]
    if (!transition) return []
    const condition = transition.guard?.params ?? null
    const effects = transition.actions?.map((action) => action.params) ?? []
    const { id, label, when_locked, hotspot, hint = '' } = option
    // Not a spread: what is added to one lies apart from it, and every step would have to fetch both.
    return [{ id, label, when_locked, hotspot, hint, target: transition.target, condition, effects }]
  })
  return { id, title, html, alt, picture, options: ready, ending }
}
