/** Edits kept in this browser (IndexedDB) until the server has them: nothing is lost by a reload or a crash. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Edit, SentEdit } from '../../../story/edits'
import { SCHEMA } from '../../../story/model'
import { upcastEdit } from '../../../story/upcasting'
import type { Unsettled } from './pending'

export interface Kept {
  readonly pending: readonly SentEdit[]
  readonly unsettled: readonly Unsettled[]
}

/** What changes at once: either all of it is kept or none of it. */
export interface KeptChange {
  readonly pending?: readonly SentEdit[]
  readonly unsettled?: readonly Unsettled[]
  readonly dropped?: readonly string[]
}

export interface KeptEdits {
  load(storyId: string): Promise<Kept>
  save(storyId: string, change: KeptChange): Promise<void>
}

interface Row {
  readonly order?: number
  readonly story: string
  readonly id: string
  readonly sent: SentEdit
  readonly unsettled: Unsettled | null
  /** Which its edits are written in; rows of before schema 2 do not say. */
  readonly schema?: number
}

interface EditsDatabase extends DBSchema {
  edits: { key: number; value: Row; indexes: { story: string; edit: [string, string] } }
}

export class BrowserKeptEdits implements KeptEdits {
  #database: Promise<IDBPDatabase<EditsDatabase>> | null = null

  constructor(private readonly name = 'fabula-edits') {}

  async load(storyId: string): Promise<Kept> {
    const database = await this.#open()
    const rows = (await database.getAllFromIndex('edits', 'story', storyId)).map(ofThisSchema)
    return {
      pending: rows.filter((row) => row.unsettled === null).map((row) => row.sent),
      unsettled: rows.flatMap((row) => (row.unsettled ? [row.unsettled] : [])),
    }
  }

  async save(storyId: string, change: KeptChange): Promise<void> {
    const database = await this.#open()
    const transaction = database.transaction('edits', 'readwrite', { durability: 'strict' })
    const byEdit = transaction.store.index('edit')
    const put = async (row: Row): Promise<void> => {
      const order = await byEdit.getKey([storyId, row.id])
      await transaction.store.put(order === undefined ? row : { ...row, order })
    }
    for (const id of change.dropped ?? []) {
      const order = await byEdit.getKey([storyId, id])
      if (order !== undefined) await transaction.store.delete(order)
    }
    for (const sent of change.pending ?? [])
      await put({ story: storyId, id: sent.id, sent: plain(sent), unsettled: null, schema: SCHEMA })
    for (const each of change.unsettled ?? []) {
      const unsettled = plain(each)
      await put({ story: storyId, id: each.sent.id, sent: unsettled.sent, unsettled, schema: SCHEMA })
    }
    await transaction.done
  }

  /** One connection, opened at the first need; after a failed opening, or where it was cut, another at the next. */
  #open(): Promise<IDBPDatabase<EditsDatabase>> {
    this.#database ??= openDB<EditsDatabase>(this.name, 1, {
      terminated: () => (this.#database = null),
      upgrade(database) {
        const edits = database.createObjectStore('edits', { keyPath: 'order', autoIncrement: true })
        edits.createIndex('story', 'story')
        edits.createIndex('edit', ['story', 'id'], { unique: true })
      },
    }).catch((error: unknown) => {
      this.#database = null
      throw error
    })
    return this.#database
  }
}

/** A release may lie between keeping an edit and reading it again. */
function ofThisSchema(row: Row): Row {
  const { schema = 1, sent, unsettled } = row
  const current = (edit: Edit): Edit => upcastEdit(edit, schema) as Edit
  const upcast = (each: SentEdit): SentEdit => ({ ...each, edit: current(each.edit) })
  return {
    ...row,
    sent: upcast(sent),
    unsettled: unsettled && {
      ...unsettled,
      sent: upcast(unsettled.sent),
      theirs: unsettled.theirs && current(unsettled.theirs),
    },
  }
}

/** Vue's proxies cannot be cloned into IndexedDB; edits are JSON by definition. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
