import { ApiProblem, OfflineError } from '../api/problem'
import { formatWait } from './format'
import { i18n } from './i18n'

/** What a person is told about something that did not work; made for FErrorState (`v-bind`). */
export interface Failure {
  readonly title: string
  readonly detail: string | undefined
  readonly reference: string | undefined
  readonly offline: boolean
}

const { t } = i18n.global

/** Put an error into words. One that is neither a refusal nor a lost connection is a bug: it is also reported. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof OfflineError) {
    const words = { title: t('failure.offline.title'), detail: t('failure.offline.detail') }
    return { ...words, reference: undefined, offline: true }
  }
  if (error instanceof ApiProblem) return { ...describeProblem(error), offline: false }
  reportError(error)
  const words = { title: t('failure.page.title'), detail: t('failure.page.detail') }
  return { ...words, reference: undefined, offline: false }
}

function describeProblem(problem: ApiProblem): Omit<Failure, 'offline'> {
  // A part that cannot be reached (503) says so in its own words; other faults of the server are for its logs.
  const explained = problem.status === 503 && problem.kind !== 'unexpected-answer'
  if (problem.status >= 500 && !explained) {
    const reference = problem.correlationId ? t('failure.reference', { id: problem.correlationId }) : undefined
    return { title: t('failure.ours.title'), detail: t('failure.ours.detail'), reference }
  }
  if (problem.status === 429) {
    const detail = t('failure.tooMany.detail', { wait: formatWait(problem.retryAfter ?? 60) })
    return { title: t('failure.tooMany.title'), detail, reference: undefined }
  }
  const detail = problem.detail && problem.detail !== problem.title ? problem.detail : undefined
  return { title: problem.title, detail, reference: undefined }
}
