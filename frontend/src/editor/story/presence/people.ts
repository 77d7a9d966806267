/** The others as the canvas and the lists show them. Pure. */
import type { SceneId } from '../../../story/model'
import type { OtherWindow } from './presence'

/** More marks than these side by side are only counted. */
export const MOST_MARKS = 3

/** What stands for somebody; a window of one's own has a sign instead. */
export function initialOf({ email }: OtherWindow): string {
  return email[0]?.toUpperCase() ?? '?'
}

/** Who is in each scene that anybody is in. */
export function byScene(others: readonly OtherWindow[]): ReadonlyMap<SceneId, readonly OtherWindow[]> {
  const places = new Map<SceneId, OtherWindow[]>()
  for (const other of others) {
    if (other.scene !== null) places.set(other.scene, [...(places.get(other.scene) ?? []), other])
  }
  return places
}

/** Who else is here, other than in windows of one's own. */
export function writersOf(others: readonly OtherWindow[]): readonly string[] {
  return [...new Set(others.filter(({ own }) => !own).map(({ email }) => email))]
}

/** Whether the same windows are in the same places. */
export function sameCompany(one: readonly OtherWindow[], other: readonly OtherWindow[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ id, email, scene }, at) => {
      const there = other[at]
      return there?.id === id && there.email === email && there.scene === scene
    })
  )
}
