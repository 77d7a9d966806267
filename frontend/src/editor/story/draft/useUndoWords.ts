import { useI18n } from 'vue-i18n'
import type { Doing } from './doing'

export interface UndoWords {
  /** “Undo: move 3 scenes”. */
  readonly undo: (doing: Doing | null) => string
  readonly redo: (doing: Doing | null) => string
  /** “Undone: move 3 scenes”. */
  readonly undone: (doing: Doing) => string
}

/** What undo takes back and redo does again, in words. */
export function useUndoWords(): UndoWords {
  const { t } = useI18n()

  function what({ deed, count, to }: Doing): string {
    const name = to && (to.name ? t(`story.undoing.named.${to.kind}`, to) : t(`story.undoing.unnamed.${to.kind}`))
    return t(`story.undoing.does.${deed}`, { n: count, name: name ?? '' }, count)
  }

  return {
    undo: (doing) => (doing ? t('story.undoing.undo', { what: what(doing) }) : t('story.canvas.undo')),
    redo: (doing) => (doing ? t('story.undoing.redo', { what: what(doing) }) : t('story.canvas.redo')),
    undone: (doing) => t('story.undoing.undone', { what: what(doing) }),
  }
}
