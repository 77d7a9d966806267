/** A changed field as two texts that can be read side by side. Pure. */
import type { Change, FieldChange } from '../../story/difference'
import type { Document as StoryDocument } from '../../story/model'

/** What a field held in either document; null where it is no text that a creator would read. */
export function fieldTexts(
  change: Pick<Change, 'what' | 'scene' | 'id'>,
  { field, whole, before, after }: FieldChange,
  old: StoryDocument,
  now: StoryDocument,
): readonly [string, string] | null {
  const values = whole ? ([before, after] as const) : ([valueIn(old), valueIn(now)] as const)
  const texts = values.map((value, place) => textOf(field, value, place === 0 ? old : now))
  const [one, other] = texts
  return one === null || one === undefined || other === null || other === undefined ? null : [one, other]

  /** A value that was too long to stand in the difference. */
  function valueIn(document: StoryDocument): unknown {
    if (change.what === 'story') return (document as unknown as Record<string, unknown>)[field]
    const scene = document.scenes.get(change.scene ?? '')
    if (change.what === 'scene') return (scene?.data as unknown as Record<string, unknown> | undefined)?.[field]
    const option = scene?.data.options.find(({ id }) => id === change.id)
    return (option as unknown as Record<string, unknown> | undefined)?.[field]
  }
}

/** Ids of pictures and things with many parts say nothing to a creator. */
const WORDLESS = ['image', 'position', 'size', 'theme', 'hotspot', 'order', 'options', 'condition', 'effects']

function textOf(field: string, value: unknown, document: StoryDocument): string | null {
  if (WORDLESS.includes(field)) return null
  if (value === null || value === undefined) return ''
  if (field === 'target' || field === 'start') return document.scenes.get(value as string)?.data.title ?? ''
  if (field === 'ending') return (value as { name: string }).name
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}
