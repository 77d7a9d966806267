/** Whether what a screen or a later part says comes with its code: a message that does not is shown as its key. */
import { join } from 'node:path/posix'
import { expect, it } from 'vitest'
import { app } from '../../src/editor/i18n/en/app'

const EDITOR = '../../src/editor'
const AT_ONCE = /^(?:import|export)(?! type\b)[^'"(]*?'(\.[^']+)'/gm
const LATER = /\bimport\('(\.[^']+)'\)/g

const sources = import.meta.glob<string>('../../src/{editor,ui}/**/*.{ts,vue}', {
  eager: true,
  query: '?raw',
  import: 'default',
})
const teachers = import.meta.glob<object>('../../src/editor/**/{catalogue,laterCatalogue}.ts', {
  eager: true,
  import: 'words',
})
/** What a module teaches as soon as it is there. */
const taught = new Map<string, object>([[`${EDITOR}/i18n/index.ts`, app], ...Object.entries(teachers)])
/** Edits have names such as `story.retitled`; the story screen's keys have a part more. */
const beginnings = [...taught.values()].flatMap(Object.keys).map((name) => (name === 'story' ? 'story\\.\\w+' : name))
const said = new RegExp(`['\`]((?:${beginnings.join('|')})\\.[\\w.]+)['\`]`, 'g')

const router = `${EDITOR}/router.ts`
const frame = reached(`${EDITOR}/main.ts`)
const screens = imported(router, LATER)
const laterWords = reached(`${EDITOR}/story/laterCatalogue.ts`)

it.each(screens)('%s brings the words that it says', (screen) => {
  const there = new Set([...frame, ...reached(screen)])
  expect(missing(there)).toEqual([])
  const parts = [...there].flatMap((file) => imported(file, LATER)).filter((part) => !screens.includes(part))
  for (const part of parts) {
    const words = there.has(`${EDITOR}/story/laterParts.ts`) ? laterWords : []
    expect([part, missing(new Set([...there, ...reached(part), ...words]))]).toEqual([part, []])
  }
})

/** The keys that these files say, and whose words they do not bring. The router's titles are said with their screens. */
function missing(files: ReadonlySet<string>): string[] {
  const words = [...files].flatMap((file) => taught.get(file) ?? [])
  const saying = [...files].filter((file) => file !== router)
  const keys = saying.flatMap((file) => [...(sources[file] ?? '').matchAll(said)].map(([, key = '']) => key))
  return keys.filter((key) => !words.some((some) => isIn(some, key.split('.'))))
}

function isIn(words: unknown, [name, ...rest]: string[]): boolean {
  if (name === undefined) return typeof words === 'string'
  return typeof words === 'object' && words !== null && isIn((words as Record<string, unknown>)[name], rest)
}

/** A module and all that it imports at once, and so on. */
function reached(file: string, found = new Set<string>()): Set<string> {
  if (!found.has(file)) {
    found.add(file)
    for (const next of imported(file, AT_ONCE)) reached(next, found)
  }
  return found
}

function imported(file: string, how: RegExp): string[] {
  return [...(sources[file] ?? '').matchAll(how)].flatMap(([, path = '']) => {
    const place = join(file, '..', path)
    return [place, `${place}.ts`, `${place}/index.ts`].find((each) => each in sources) ?? []
  })
}
