/** Fetching pictures ahead. */
import { figure } from './pictures'
import type { Story } from './scenes'
import type { Run } from '../story/rules'

const ahead = new Map<string, Promise<void>>()

/** Fetch and decode the pictures one choice away, so that a tap finds them ready; not for who saves data. */
export function fetchAhead(story: Story, run: Run): void {
  const connection = (navigator as { connection?: { saveData?: boolean } }).connection
  if (connection?.saveData) return
  for (const option of story.scenes.get(run.scene)?.options ?? []) {
    const next = story.scenes.get(option.target)
    if (!next?.picture || ahead.has(next.id)) continue
    const image = figure(next.picture, '').querySelector<HTMLImageElement>('picture img')
    if (image)
      ahead.set(
        next.id,
        image.decode().catch(() => void ahead.delete(next.id)),
      )
  }
}
