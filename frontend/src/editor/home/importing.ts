/** One file on its way to a story: asked for, uploaded, received, read. */
import { answered, idempotent, type Api, type Schemas } from '../../api/client'
import { ApiProblem, OfflineError } from '../../api/problem'
import { follow } from './following'

type Import = Schemas['Import']
type Note = Import['report'][number]

/** What a file came to: a story with a report, or a sentence why not. */
export interface Imported {
  readonly storyId: string | null
  readonly sentence: string
  readonly report: readonly Note[]
}

/** How far a file is: bytes sent (0 to 1), then pictures stored. */
export type Progress =
  | { readonly step: 'sending'; readonly share: number }
  | { readonly step: 'reading'; readonly done: number; readonly total: number }

const ENDS: readonly Import['state'][] = ['done', 'refused', 'failed']

/** One wish for a story: however often it is tried, it makes one at most. */
export interface Attempt {
  key: string
}

export function newAttempt(): Attempt {
  return { key: crypto.randomUUID() }
}

/**
 * Make a story of a file. Throws what the API throws, OfflineError where the upload breaks off; then the same attempt
 * can be made again, and goes on with what came of it before.
 */
export async function importFile(
  api: Api,
  file: File,
  attempt: Attempt,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Imported> {
  tell({ step: 'sending', share: 0 })
  const asked = { file_name: file.name.slice(-255) || 'story', size: file.size }
  const granted = await answered(api.POST('/v1/imports', { body: asked, headers: idempotent(attempt.key), signal }))
  const outcome = await send(file, granted.grant, (share) => tell({ step: 'sending', share }), signal)
  const params = { path: { import_id: granted.import.id } }
  const over = await follow(
    await received(),
    () => answered(api.GET('/v1/imports/{import_id}', { params, signal })),
    ({ state }) => ENDS.includes(state),
    ({ pictures, pictures_stored }) => tell({ step: 'reading', done: pictures_stored, total: pictures }),
    signal,
  )
  // What was not made of it now may be made of it the next time, but not by this import.
  if (over.state !== 'done') attempt.key = newAttempt().key
  const report = [...over.report]
  for (let { next } = over; next !== null;) {
    const query = { after: String(next) }
    const page = await answered(api.GET('/v1/imports/{import_id}', { params: { ...params, query }, signal }))
    report.push(...page.report)
    next = page.next
  }
  return { storyId: over.state === 'done' ? over.story_id : null, sentence: over.detail, report }

  /** Where the grant was over, the file may have arrived before; if not, the next try asks for another. */
  async function received(): Promise<Import> {
    try {
      return await answered(api.POST('/v1/imports/{import_id}/received', { params, signal }))
    } catch (error) {
      if (outcome === 'over' && error instanceof ApiProblem) attempt.key = newAttempt().key
      throw error
    }
  }
}

/**
 * fetch() cannot tell how much of a body has gone out; XMLHttpRequest can. 412: it had arrived after all. 403: the grant
 * is over.
 */
function send(
  file: File,
  grant: Schemas['ImportGrant'],
  tell: (share: number) => void,
  signal: AbortSignal,
): Promise<'sent' | 'over'> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const lost = (): void => reject(new OfflineError('', new Error(`storage answered ${request.status}`)))
    request.open(grant.method, grant.url)
    for (const [name, value] of Object.entries(grant.headers)) {
      if (!['content-length', 'host'].includes(name.toLowerCase())) request.setRequestHeader(name, value)
    }
    request.upload.onprogress = (event) => event.lengthComputable && tell(event.loaded / event.total)
    request.onload = () => {
      if (request.status < 300 || request.status === 412) resolve('sent')
      else if (request.status === 403) resolve('over')
      else lost()
    }
    request.onerror = lost
    request.ontimeout = lost
    signal.addEventListener('abort', () => {
      request.abort()
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    })
    request.send(file)
  })
}
