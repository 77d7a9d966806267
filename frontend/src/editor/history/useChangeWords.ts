import { useI18n } from 'vue-i18n'
import './catalogue'
import { formatList } from '../format'
import { namedField, type ChangeCounts, type ChangedThing, type ToldChange } from './changes'

export interface ChangeWords {
  /** "2 scenes added, 1 scene removed and 1 variable changed". */
  readonly summary: (counts: ChangeCounts) => string
  readonly name: (thing: ChangedThing) => string
  /** What changed in the thing and in its options; nothing where it came or went whole. */
  readonly details: (thing: ChangedThing) => string
  readonly option: (option: ToldChange) => string
  readonly field: (field: string) => string
}

/** A difference in words a creator knows. */
export function useChangeWords(): ChangeWords {
  const { t } = useI18n()

  function summary({ added, removed, changed, variables, groups, story }: ChangeCounts): string {
    const parts = [
      added > 0 && t('history.changes.scenesAdded', added),
      removed > 0 && t('history.changes.scenesRemoved', removed),
      changed > 0 && t('history.changes.scenesChanged', changed),
      variables > 0 && t('history.changes.variables', variables),
      groups > 0 && t('history.changes.groups', groups),
      story && t('history.changes.story'),
    ].filter((part) => part !== false)
    return parts.length > 0 ? formatList(parts) : t('history.changes.none')
  }

  function name({ what, title }: ChangedThing): string {
    if (what === 'scene') return title || t('story.scene.untitled')
    if (what === 'group' && title === '') return t('history.changes.thing.untitledGroup')
    return t(`history.changes.thing.${what}`, { title })
  }

  function details({ change, options }: ChangedThing): string {
    return [...(change?.fields ?? []).map(({ field: one }) => field(one)), ...options.map(option)].join(', ')
  }

  function option({ how, title, fields }: ToldChange): string {
    const words = { title: title || t('history.changes.option.unnamed') }
    if (how !== 'changed') return t(`history.changes.option.${how}`, words)
    return t('history.changes.option.changed', { ...words, fields: formatList(fields.map((one) => field(one.field))) })
  }

  function field(name: string): string {
    return t(`history.changes.field.${namedField(name)}`)
  }

  return { summary, name, details, option, field }
}
