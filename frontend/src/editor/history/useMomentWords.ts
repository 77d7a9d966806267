import { useI18n } from 'vue-i18n'
import { formatAgo, formatList, formatSpan } from '../format'
import type { Deeds, Work } from './deeds'
import type { Row } from './timeline'

const WORKS: readonly Work[] = ['wrote', 'pictures', 'paths', 'rules', 'endings', 'moved']

export interface MomentWords {
  /** What it is called at any time. */
  readonly name: (row: Row) => string
  /** What it is called just now. */
  readonly called: (row: Row) => string
  /** What it is to look at. */
  readonly look: (row: Row) => string
  readonly who: (by: string | null, account: string | null) => string
  /** "added “The Cellar”, wrote in 3 scenes and moved 2 scenes". */
  readonly deeds: (deeds: Deeds) => string
}

/** Moments of a history in words. */
export function useMomentWords(): MomentWords {
  const { t } = useI18n()

  function name(row: Row): string {
    if (row.kind === 'beginning') return t('history.begun')
    if (row.kind === 'sitting') return formatSpan(row.sitting.began, row.sitting.ended)
    return row.mark.kind === 'version' ? t('history.version', { n: row.mark.number }) : row.mark.name
  }

  function called(row: Row): string {
    return row.kind === 'sitting' ? formatAgo(row.sitting.ended) : name(row)
  }

  function look(row: Row): string {
    return row.at === null
      ? t('history.lookingAtFirst')
      : t('history.lookingBack', { when: formatSpan(row.at, row.at) })
  }

  function who(by: string | null, account: string | null): string {
    if (by === null) return t('history.who.gone')
    return by === account ? t('history.who.you') : t('history.who.other')
  }

  function scenes(how: 'added' | 'removed', titles: readonly string[]): string[] {
    if (titles.length === 0) return []
    if (titles.length > 2) return [t(`history.deeds.${how}Many`, { count: titles.length })]
    const named = titles.map((title) => (title ? `“${title}”` : t('story.scene.untitled')))
    return [t(`history.deeds.${how}`, { title: formatList(named) })]
  }

  function deeds(done: Deeds): string {
    const parts = [
      ...scenes('added', done.added),
      ...scenes('removed', done.removed),
      ...WORKS.filter((work) => done.in[work] > 0).map((work) => t(`history.deeds.${work}`, done.in[work])),
      ...(done.variables > 0 ? [t('history.deeds.variables', done.variables)] : []),
      ...(done.groups > 0 ? [t('history.deeds.groups', done.groups)] : []),
      ...(done.story ? [t('history.deeds.story')] : []),
      ...(done.tookBack > 0 ? [t('history.deeds.tookBack', done.tookBack)] : []),
    ]
    return parts.length > 0 ? formatList(parts) : t('history.deeds.nothing')
  }

  return { name, called, look, who, deeds }
}
