/** A published page in a browser of its own: what lies on its host, what it asked for, and hands to read it with. */
import { afterEach, beforeEach, vi } from 'vitest'
import type { Page } from '../../src/reader/place'
import { machineContext, type MachineState, type StoryMachine } from '../../src/story/machine'

const NO_OPTIONS = { when_locked: 'hidden', hotspot: null } as const

/** A gate that opens for one coin, a coin to take, two endings, and a cellar that nothing leads to. */
export const MACHINE: StoryMachine = {
  id: 'story-1',
  version: '3',
  schema: 1,
  initial: 'gate',
  context: { coins: 0, $visited: {} },
  states: {
    gate: {
      meta: {
        scene: {
          title: 'The gate',
          html: '<p>You have {coins} coins and {nothing}.</p>',
          alt: '',
          picture: null,
          options: [
            { ...NO_OPTIONS, id: 'pay', label: 'Pay', when_locked: 'shown', hint: 'It takes 1; you have {coins}.' },
            { ...NO_OPTIONS, id: 'climb', label: 'Climb', when_locked: 'shown' },
            { ...NO_OPTIONS, id: 'look', label: 'Look down' },
            { ...NO_OPTIONS, id: 'leave', label: 'Go home' },
          ],
          ending: null,
        },
      },
      entry: [{ type: 'visit', params: { scene: 'gate' } }],
      on: {
        pay: [{ target: 'garden', guard: { type: 'condition', params: { var: 'coins', is: 'ge', value: 1 } } }],
        climb: [{ target: 'garden', guard: { type: 'condition', params: { any: [] } } }],
        look: [{ target: 'road', actions: [{ type: 'effect', params: { add: 'coins', by: 1 } }] }],
        leave: [{ target: 'home' }],
      },
    },
    road: {
      meta: {
        scene: {
          title: 'On the road',
          html: '<p>A coin. Now {coins}.</p>',
          alt: '',
          picture: null,
          options: [{ ...NO_OPTIONS, id: 'up', label: 'Back to the gate with {coins}' }],
          ending: null,
        },
      },
      entry: [{ type: 'visit', params: { scene: 'road' } }],
      on: { up: [{ target: 'gate' }] },
    },
    cellar: {
      meta: {
        scene: {
          title: 'The cellar',
          html: '<p>Dark.</p>',
          alt: '',
          picture: null,
          options: [{ ...NO_OPTIONS, id: 'out', label: 'Out' }],
          ending: null,
        },
      },
      entry: [{ type: 'visit', params: { scene: 'cellar' } }],
      on: { out: [{ target: 'home' }] },
    },
    garden: ending('garden', 'The garden'),
    home: ending('home', 'Home again'),
  },
}

function ending(id: string, name: string): StoryMachine['states'][string] {
  const scene = {
    title: name,
    html: '<p>The end.</p>',
    alt: '',
    picture: null,
    options: [],
    ending: { name, link: null },
  }
  return { type: 'final', meta: { scene }, entry: [{ type: 'visit', params: { scene: id } }] }
}

/** Which scenes lie together, by the name of their chunk. */
export type Chunks = Record<string, string[]>

export const WHOLE: Chunks = { gate: ['gate', 'road', 'garden', 'home', 'cellar'] }
/** Every scene by itself. */
export const APART: Chunks = { gate: ['gate'], road: ['road'], garden: ['garden'], home: ['home'], cellar: ['cellar'] }

/** What lies on the page's host, by address: JSON, or an answer of its own. */
export const files = new Map<string, unknown>()
/** The addresses asked for, in order. */
export const asked: string[] = []
export const steps: { number: number; option?: string; back_to?: number }[] = []
/** Where the server says a session is; where it is undefined, it agrees. */
export const server: { position: Record<string, unknown> | undefined; place: object | undefined } = {
  position: undefined,
  place: undefined,
}
/** What the page put on the document, to be taken off again: the document outlives a test. */
const listening: Parameters<EventTarget['addEventListener']>[] = []

/** Each test has a browser that never was here, and the story in one chunk. */
export function useBrowser(): void {
  beforeEach(() => {
    files.clear()
    asked.length = steps.length = 0
    server.position = server.place = undefined
    layPage(publish(WHOLE))
    const listen = EventTarget.prototype.addEventListener.bind(document)
    document.addEventListener = (...all: Parameters<typeof listen>) => {
      listening.push(all)
      listen(...all)
    }
    localStorage.clear()
    vi.stubGlobal('FontFace', class {})
    vi.stubGlobal('scrollTo', () => undefined)
    vi.stubGlobal('requestIdleCallback', (run: () => void) => setTimeout(run, 0))
    Object.defineProperty(document, 'fonts', { value: { add: () => undefined }, configurable: true })
    Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
    Object.defineProperty(navigator, 'sendBeacon', { value: () => true, configurable: true })
    vi.stubGlobal('fetch', answer)
  })
  afterEach(() => {
    closePage()
    vi.unstubAllGlobals()
  })
}

/** Put a version's files on the host, as publishing cuts them; what its page is told. */
export function publish(chunks: Chunks, version = 3): Partial<Page> {
  const nameOf = (id: string) => Object.keys(chunks).find((name) => chunks[name]?.includes(id)) ?? ''
  for (const [name, scenes] of Object.entries(chunks)) {
    const states = Object.fromEntries(scenes.map((id) => [id, linked(id, name, nameOf)]))
    files.set(`/c/${version}${name}.json`, { schema: 2, states })
  }
  files.set(`/c/${version}index.json`, { schema: 2, scenes: chunks })
  const context = machineContext(MACHINE)
  const hashes = Object.fromEntries(Object.keys(chunks).map((name) => [name, `${version}${name}`]))
  const begins = { initial: 'gate', context, endings: 2 } as const
  const head = `/m/${version}.json`
  const more = { id: 'story-1', version: `${version}`, schema: 2, index: `${version}index` }
  files.set(head, { ...begins, ...more, chunks: hashes })
  const options = Object.values(MACHINE.states.gate?.on ?? {}).map(([transition]) => transition?.target ?? '')
  const near = Object.fromEntries(['gate', ...options].map((id) => [nameOf(id), hashes[nameOf(id)] ?? '']))
  return { ...begins, version, head, chunks: near }
}

function linked(id: string, name: string, nameOf: (id: string) => string): MachineState {
  const state = structuredClone(MACHINE.states[id]) as MachineState
  const options = state.meta.scene.options.map((option) => {
    const chunk = nameOf(state.on?.[option.id]?.[0]?.target ?? id)
    return chunk === name ? option : { ...option, chunk }
  })
  return { ...state, meta: { scene: { ...state.meta.scene, options } } }
}

async function answer(url: string, init?: RequestInit): Promise<Response> {
  asked.push(url)
  if (!url.startsWith('https:')) {
    const file = files.get(url)
    if (file === undefined) return new Response('', { status: 404 })
    return typeof file === 'function' ? (file as () => Promise<Response>)() : new Response(JSON.stringify(file))
  }
  if (url.endsWith('/place'))
    return new Response(JSON.stringify(server.place ?? {}), { status: server.place ? 200 : 404 })
  const batch = JSON.parse(init?.body as string) as { steps: typeof steps; now: string }
  steps.push(...batch.steps)
  const agreed = { number: batch.steps.at(-1)?.number ?? 0, scene: batch.now, state: 'reading', context: {}, depth: 0 }
  return new Response(JSON.stringify({ ...agreed, ...server.position }))
}

/** Leave the page; what it kept stays. */
export function closePage(): void {
  for (const all of listening.splice(0)) EventTarget.prototype.removeEventListener.apply(document, all)
  vi.resetModules()
}

/** Have the page before one, its script not run yet. */
export function layPage(told: Partial<Page>): void {
  const facts = { story: 'story-1', api: 'https://api.example', title: 'The Gate', ...told }
  const page = `
    <main id="story"><article class="scene" data-scene="gate"><div class="words">
      <h1 tabindex="-1">The gate</h1><div class="text"><p>You have 0 coins and {nothing}.</p></div>
      <ol class="options">
        <li><button type="button" data-option="pay" aria-disabled="true"><span class="label">Pay</span></button></li>
        <li><button type="button" data-option="look" disabled><span class="label">Look down</span></button></li>
        <li><button type="button" data-option="leave" disabled><span class="label">Go home</span></button></li>
      </ol>
    </div></article></main>
    <script type="application/json" id="fabula">${JSON.stringify(facts).replaceAll('<', '\\u003c')}</script>`
  document.body.replaceChildren(...new DOMParser().parseFromString(page, 'text/html').body.childNodes)
}

/** Run the page's script, and wait for what it has come later. */
export async function open(): Promise<void> {
  await import('../../src/reader/reader')
  await import('../../src/reader/later')
  await settled()
}

export const settled = (milliseconds = 40) => new Promise((resolve) => setTimeout(resolve, milliseconds))
export const scene = () => document.querySelector('.scene:not(.leaving, .next)')
export const heading = () => scene()?.querySelector('h1')?.textContent
export const note = () => scene()?.querySelector('.note')?.textContent
export const option = (id: string) => scene()?.querySelector<HTMLButtonElement>(`[data-option="${id}"]`)
export const labels = () =>
  [...(scene()?.querySelectorAll('.options .label') ?? [])].map((label) => label.firstChild?.textContent)
export const act = (name: string) => document.querySelector<HTMLButtonElement>(`[data-act="${name}"]`)?.click()

export async function choose(...ids: string[]): Promise<void> {
  for (const id of ids) {
    option(id)?.click()
    await settled()
  }
}

export function press(key: string): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}

/** What the browser keeps of the story's place. */
export function kept(): { identity: { id: string }; version: number; run: { scene: string }; files: unknown } {
  return JSON.parse(localStorage.getItem('fabula:story-1:place') ?? '') as ReturnType<typeof kept>
}
