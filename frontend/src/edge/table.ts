/**
 * The edge table: which object a path of `app.` or `read.` is, and with which headers it goes out.
 *
 * The same as `infra/edge.py`, which says how the table is to be read; `tests/vectors/edge.json` holds the two together.
 * Pure.
 */
import written from '../../../infra/edge.json'

/** The origins a page may name, each `scheme://host[:port]`. */
export interface Origins {
  app: string
  read: string
  api: string
  uploads: string
}

export type HostName = 'app' | 'read'
export type HeaderSet = Record<string, string>

/** What is answered where there is no rule or no object. */
interface Otherwise {
  key: string
  status: number
  headers: HeaderSet
}

/** What is answered where storage does not answer: `body` is HTML, the headers are finished. */
interface Unanswered {
  body: string
  status: number
  headers: HeaderSet
}

interface Rule {
  path: RegExp
  key: string | null
  codings: string[]
  body: string | null
  headers: HeaderSet
  otherwise: Otherwise
  unanswered: Unanswered
}

interface Host {
  rules: Rule[]
  otherwise: Otherwise
  unanswered: Unanswered
}

export interface Table {
  hosts: Record<HostName, Host>
  patienceSeconds: number
}

/**
 * Send `body`, or the object `key`, with status 200 and `headers`; where there is none of it, the fallback. The object
 * may lie in one of `codings`, too, with its name behind the key's. Both sets of headers still hold `{style}`.
 */
export interface EdgeAnswer {
  key: string | null
  codings: string[]
  body: string | null
  headers: HeaderSet
  fallback: Otherwise
  unanswered: Unanswered
}

interface WrittenRule {
  path: string
  key?: string
  codings?: string[]
  json?: Record<string, string>
  headers: string
  cache: string
  stand_in?: string
}

interface WrittenTable {
  cache: Record<string, string>
  headers: Record<string, HeaderSet>
  hosts: Record<
    HostName,
    {
      rules: WrittenRule[]
      otherwise: { key: string; status: number; headers: string; cache: string }
      unanswered: { page: string; status: number; headers: string; cache: string; more: HeaderSet }
    }
  >
  patience_seconds: number
  pages: Record<string, { style: string; html: string[] }>
}

const STYLE_METADATA = 'csp-style'
const STYLE_HASH = /^sha(?:256|384|512)-[A-Za-z0-9+/]+=*$/

/** The project's table for these origins. */
export function loadTable(origins: Origins): Table {
  const table: WrittenTable = written
  return {
    hosts: { app: parseHost(table, 'app', origins), read: parseHost(table, 'read', origins) },
    patienceSeconds: table.patience_seconds,
  }
}

/** What a host answers at `path`, which is undecoded and without its query. */
export function answerFor(table: Table, host: HostName, path: string): EdgeAnswer {
  const { rules, otherwise, unanswered } = table.hosts[host]
  for (const rule of rules) {
    const match = rule.path.exec(path)
    if (match) {
      const key = rule.key === null ? null : withGroups(rule.key, match.slice(1))
      const { codings, body, headers } = rule
      return { key, codings, body, headers, fallback: rule.otherwise, unanswered: rule.unanswered }
    }
  }
  return { key: null, codings: [], body: null, headers: {}, fallback: otherwise, unanswered }
}

/** Finished headers: the object's own style hashes stand where `{style}` stood. */
export function withStyle(headers: HeaderSet, metadata: Partial<HeaderSet>): HeaderSet {
  const tokens = (metadata[STYLE_METADATA] ?? '').split(/\s+/).filter((token) => token !== '')
  const sound = tokens.every((token) => STYLE_HASH.test(token))
  const style = sound ? tokens.map((token) => ` '${token}'`).join('') : ''
  return mapped(headers, (value) => value.replaceAll('{style}', style))
}

function parseHost(table: WrittenTable, name: HostName, origins: Origins): Host {
  const host = table.hosts[name]
  const secure = origins[name].startsWith('https://')

  const headers = (entry: { headers: string; cache: string }): HeaderSet => ({
    ...set(table.headers, 'every'),
    ...(secure ? set(table.headers, 'secure') : {}),
    ...mapped(set(table.headers, entry.headers), (value) => filled(value, origins)),
    'Cache-Control': set(table.cache, entry.cache),
  })
  const otherwise = (sets: { headers?: string }): Otherwise => {
    const entry = { ...host.otherwise, ...sets }
    return { key: entry.key, status: entry.status, headers: headers(entry) }
  }
  const unanswered = (sets: { headers?: string }): Unanswered => {
    const entry = { ...host.unanswered, ...sets }
    const page = set(table.pages, entry.page)
    const finished = { ...withStyle(headers(entry), { [STYLE_METADATA]: page.style }), ...entry.more }
    return { body: page.html.join('\n'), status: entry.status, headers: finished }
  }
  const rule = (entry: WrittenRule): Rule => {
    const sets = entry.stand_in === undefined ? {} : { headers: entry.stand_in }
    return {
      path: new RegExp(`^(?:${entry.path})$`, 'u'),
      key: entry.key ?? null,
      codings: entry.codings ?? [],
      body: entry.json === undefined ? null : filled(JSON.stringify(entry.json), origins),
      headers: headers(entry),
      otherwise: otherwise(sets),
      unanswered: unanswered(sets),
    }
  }
  return { rules: host.rules.map(rule), otherwise: otherwise({}), unanswered: unanswered({}) }
}

/** A named set; a name that nothing has is a mistake in the table. */
function set<T>(sets: Record<string, T>, name: string): T {
  const found = sets[name]
  if (found === undefined) throw new Error(`the edge table has no ${name}`)
  return found
}

function withGroups(key: string, groups: string[]): string {
  return groups.reduce((filledIn, group, place) => filledIn.replaceAll(`{${place + 1}}`, () => group), key)
}

function filled(value: string, origins: Origins): string {
  return value
    .replaceAll('{api}', origins.api)
    .replaceAll('{read}', origins.read)
    .replaceAll('{uploads}', origins.uploads)
}

function mapped(headers: HeaderSet, change: (value: string) => string): HeaderSet {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]))
}
