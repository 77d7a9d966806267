import { unexplained } from './messages.en'

/** What a problem document (RFC 9457) of our API says. */
interface ProblemParts {
  readonly status: number
  /** The last part of the problem's type: `story-not-found`. */
  readonly kind: string
  readonly title: string
  readonly detail: string
  /** Where in the request it lies, dotted. */
  readonly field: string | undefined
  /** Every other member of the document. */
  readonly members: ReadonlyMap<string, unknown>
  /** Seconds until the same request may be tried again. */
  readonly retryAfter: number | undefined
  readonly correlationId: string
}

/** The server understood the call and refused it, or answered with something that is no answer of our API. */
export class ApiProblem extends Error implements ProblemParts {
  override readonly name = 'ApiProblem'
  readonly status!: number
  readonly kind!: string
  readonly title!: string
  readonly detail!: string
  readonly field!: string | undefined
  readonly members!: ReadonlyMap<string, unknown>
  readonly retryAfter!: number | undefined
  readonly correlationId!: string

  constructor(parts: ProblemParts) {
    super(parts.detail || parts.title)
    Object.assign(this, parts)
  }
}

/** The call never got an answer: no network, no server, or none within the time a call may take. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError'
  readonly correlationId: string

  constructor(correlationId: string, cause: unknown) {
    super('the server could not be reached', { cause })
    this.correlationId = correlationId
  }
}

/** Whether asking again may help: no connection, too many calls, or a fault of the server. */
export function passes(error: unknown): boolean {
  return error instanceof OfflineError || (error instanceof ApiProblem && (error.status >= 500 || error.status === 429))
}

const KNOWN_MEMBERS = new Set(['type', 'title', 'status', 'detail', 'field'])

/** Read a refused answer. Gateways answer in their own words: those become the kind `unexpected-answer`. */
export async function readProblem(response: Response, correlationId: string): Promise<ApiProblem> {
  const text = await response.text()
  const document = parseObject(text)
  const type = textOf(document, 'type')
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const shared = {
    status: response.status,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
    correlationId: response.headers.get('X-Correlation-Id') ?? correlationId,
  }
  if (type === undefined) {
    const parts = {
      kind: 'unexpected-answer',
      title: unexplained[classOf(response.status)],
      detail: '',
      field: undefined,
    }
    return new ApiProblem({ ...shared, ...parts, members: new Map() })
  }
  return new ApiProblem({
    ...shared,
    kind: type.slice(type.lastIndexOf('/') + 1),
    title: textOf(document, 'title') ?? '',
    detail: textOf(document, 'detail') ?? '',
    field: textOf(document, 'field'),
    members: new Map([...document].filter(([name]) => !KNOWN_MEMBERS.has(name))),
  })
}

function classOf(status: number): keyof typeof unexplained {
  if (status >= 500) return 'broken'
  if (status === 413 || status === 414 || status === 431) return 'tooLarge'
  if (status === 429) return 'tooMany'
  return status === 403 || status === 407 || status === 451 ? 'blocked' : 'refused'
}

function textOf(document: ReadonlyMap<string, unknown>, member: string): string | undefined {
  const value = document.get(member)
  return typeof value === 'string' ? value : undefined
}

function parseObject(text: string): Map<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}))
  } catch {
    return new Map() // a gateway's own page; the caller names it by its status
  }
}
