/** The cases that the local hosts and the worker are held to: `tests/vectors/tables/edge.py` says what they mean. */
import type { HeaderSet, HostName, Origins } from '../../src/edge/table'
import { vectors } from '../story/vectors'

export interface Asked {
  name: string
  host: HostName
  method: string
  path: string
  headers: HeaderSet
  again: string | null
  status: number
  body: string
  answered: Record<string, string | null>
}

export interface Lying {
  host: HostName
  key: string
  body: string
  type: string
  metadata: HeaderSet
  coding?: string
}

/** What `infra/edge.py` says of an address. */
interface Said {
  key: string | null
  codings: string[]
  body: string | null
  headers: HeaderSet
  fallback_key: string
  fallback_status: number
  fallback_headers: HeaderSet
  unanswered: { body: string; status: number; headers: HeaderSet }
}

export const { origins, addresses, objects, requests } = vectors<{
  origins: Origins
  addresses: { host: HostName; path: string; answer: Said }[]
  objects: Lying[]
  requests: Asked[]
}>('edge')

export const texts = {
  APP_URL: origins.app,
  READ_URL: origins.read,
  API_URL: origins.api,
  UPLOADS_URL: origins.uploads,
}
