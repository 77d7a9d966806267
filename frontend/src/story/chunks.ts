/** The files a published version is read from. `chalicelib/stories/chunks.py` cuts them and says how. */
import type { MachineState } from './machine'
import type { SceneId } from './model'
import type { Context } from './rules'

/** The first half of a file's SHA-256; a chunk or an index lies at `/c/<hash>.json`, and is for ever the same. */
export type FileHash = string

/** A chunk is called by the first of its scenes; what the start lies in is called as the start. */
export type ChunkName = SceneId

/** What of a version a reader begins with. */
export interface Beginning {
  readonly initial: SceneId
  /** The variables' initial values. */
  readonly context: Context
  /** How many endings there are to find. */
  readonly endings: number
  /** Whether readers are told how many others chose as they did; absent of what was published by schema 2. */
  readonly reveal_choices?: boolean
  /** The chunks' files; in the published page only the start's and those one choice away from it. */
  readonly chunks: Readonly<Record<ChunkName, FileHash>>
}

/** What holds a version's chunks together: the file at `/m/<hash>.json`. */
export interface Head extends Beginning {
  readonly id: string
  readonly version: string
  readonly schema: 2 | 3
  /** The file that says which chunk a scene lies in. */
  readonly index: FileHash
}

/** Some of a version's scenes. */
export interface Chunk {
  readonly schema: 2 | 3
  readonly states: Readonly<Record<SceneId, MachineState>>
}

/** Which scenes each chunk holds. */
export interface Index {
  readonly schema: 2 | 3
  readonly scenes: Readonly<Record<ChunkName, readonly SceneId[]>>
}
