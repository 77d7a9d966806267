/** Scenes on their way to another place: what is copied, and how it is written down. Pure. */
import {
  SCHEMA,
  type Document as StoryDocument,
  type Group,
  type GroupId,
  type Scene,
  type SceneId,
  type Variable,
  type VariableName,
} from '../../../story/model'
import { namesInOption, placeholders } from '../../../story/references'
import { liesIn, scenesIn } from '../arrange/grouping'

/** Scenes with what they need to mean the same elsewhere. */
export interface Portable {
  /** The story they come from: their pictures are that one's. */
  readonly story: string
  readonly scenes: readonly Scene[]
  readonly variables: ReadonlyMap<VariableName, Variable>
  /** Frames that hold nothing but these scenes; or a note by itself. */
  readonly groups: readonly Group[]
}

/** How it is kept on the clipboard. */
export const PORTABLE_TYPE = 'application/x-fabula+json'

/** What of the story goes along with these scenes; ids that it does not have are passed over. */
export function portableOf(document: StoryDocument, story: string, ids: Iterable<SceneId>): Portable {
  const scenes = [...new Set(ids)].flatMap((id) => document.scenes.get(id) ?? [])
  const used = new Set(scenes.flatMap(variablesOf))
  const variables = new Map([...document.variables].filter(([name]) => used.has(name)))
  return { story, scenes, variables, groups: groupsAround(document, scenes) }
}

/** A group with the scenes that lie in it, or a note; null where there is no such one. */
export function portableGroup(document: StoryDocument, story: string, id: GroupId): Portable | null {
  const group = document.groups.get(id)
  if (!group) return null
  const inside = scenesIn(document, group).map((scene) => scene.id)
  return { ...portableOf(document, story, inside), groups: [group] }
}

export function portableJson({ story, scenes, variables, groups }: Portable): string {
  const keyed = <T extends { readonly id: string }>(things: readonly T[]) =>
    Object.fromEntries(things.map((thing) => [thing.id, thing]))
  return JSON.stringify({
    fabula: 'scenes',
    version: SCHEMA,
    story,
    scenes: keyed(scenes),
    variables: Object.fromEntries(variables),
    groups: keyed(groups),
  })
}

/** The scenes as words, for every other program. */
export function portableText({ scenes, groups }: Portable): string {
  if (scenes.length === 0)
    return groups.map(({ title, text }) => [title, text].filter(Boolean).join('\n\n')).join('\n\n')
  return scenes
    .map(({ data }) =>
      [data.title, data.text, data.options.map(({ label }) => `– ${label}`).join('\n')].filter(Boolean).join('\n\n'),
    )
    .join('\n\n* * *\n\n')
}

/** The words as HTML, with the scenes themselves in an attribute: some ways through a clipboard carry nothing else. */
export function portableHtml(json: string, text: string): string {
  return `<div data-fabula="${inBase64(json)}"><pre>${escaped(text)}</pre></div>`
}

/** What `portableHtml` has put there; null where there is nothing. */
export function jsonInHtml(html: string): string | null {
  const found = /data-fabula="([A-Za-z0-9+/]+={0,2})"/.exec(html)?.[1]
  if (found === undefined || found.length % 4 !== 0) return null
  return new TextDecoder().decode(Uint8Array.from(atob(found), (char) => char.charCodeAt(0)))
}

/** The variables a scene's words, conditions and effects name. */
export function variablesOf({ data }: Scene): readonly VariableName[] {
  return [...placeholders(data.text), ...data.options.flatMap(namesInOption)]
}

function groupsAround(document: StoryDocument, scenes: readonly Scene[]): readonly Group[] {
  if (document.groups.size === 0) return []
  const taken = new Set(scenes)
  const all = [...document.scenes.values()]
  return [...document.groups.values()].filter((group) => {
    const held = all.filter((scene) => liesIn(group, scene))
    return held.length > 0 && held.every((scene) => taken.has(scene))
  })
}

function inBase64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(binary)
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}
