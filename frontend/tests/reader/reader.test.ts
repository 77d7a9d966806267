import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StoryMachine } from '../../src/story/machine'

const NO_OPTIONS = { when_locked: 'hidden', hotspot: null } as const

/** A gate that opens for one coin, a coin to take, and two endings. */
const MACHINE: StoryMachine = {
  id: 'story-1',
  version: '3',
  schema: 2,
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
            { ...NO_OPTIONS, id: 'pay', label: 'Pay', when_locked: 'shown' },
            { ...NO_OPTIONS, id: 'look', label: 'Look down' },
            { ...NO_OPTIONS, id: 'leave', label: 'Go home' },
          ],
          ending: null,
        },
      },
      entry: [{ type: 'visit', params: { scene: 'gate' } }],
      on: {
        pay: [{ target: 'garden', guard: { type: 'condition', params: { var: 'coins', is: 'ge', value: 1 } } }],
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

const PAGE = `
  <main id="story"><article class="scene" data-scene="gate"><div class="words">
    <h1 tabindex="-1">The gate</h1><div class="text"><p>You have 0 coins and {nothing}.</p></div>
    <ol class="options">
      <li><button type="button" data-option="pay" aria-disabled="true"><span class="label">Pay</span></button></li>
      <li><button type="button" data-option="look" disabled><span class="label">Look down</span></button></li>
      <li><button type="button" data-option="leave" disabled><span class="label">Go home</span></button></li>
    </ol>
  </div></article></main>
  <script type="application/json" id="fabula">${JSON.stringify({
    story: 'story-1',
    version: 3,
    machine: '/m/abc.json',
    api: 'https://api.example',
    title: 'The Gate',
    initial: 'gate',
  })}</script>`

const steps: { number: number; option?: string; back_to?: number }[] = []
let machineAnswers: () => Promise<Response>
/** What the page put on the document, to be taken off again: the document outlives a test. */
const listening: Parameters<EventTarget['addEventListener']>[] = []

beforeEach(() => {
  layPage()
  const listen = EventTarget.prototype.addEventListener.bind(document)
  document.addEventListener = (...all: Parameters<typeof listen>) => {
    listening.push(all)
    listen(...all)
  }
  localStorage.clear()
  steps.length = 0
  machineAnswers = () => Promise.resolve(new Response(JSON.stringify(MACHINE)))
  vi.stubGlobal('FontFace', class {})
  vi.stubGlobal('scrollTo', () => undefined)
  vi.stubGlobal('requestIdleCallback', (run: () => void) => setTimeout(run, 0))
  Object.defineProperty(document, 'fonts', { value: { add: () => undefined }, configurable: true })
  Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    if (url === '/m/abc.json') return machineAnswers()
    const batch = JSON.parse(init?.body as string) as { steps: typeof steps; now: string }
    steps.push(...batch.steps)
    const number = batch.steps.at(-1)?.number ?? 0
    return Promise.resolve(
      new Response(JSON.stringify({ number, scene: batch.now, state: 'reading', context: {}, depth: 0 })),
    )
  })
})

afterEach(() => {
  closePage()
  vi.unstubAllGlobals()
})

function closePage(): void {
  for (const all of listening.splice(0)) EventTarget.prototype.removeEventListener.apply(document, all)
  vi.resetModules()
}

function layPage(): void {
  document.body.replaceChildren(...new DOMParser().parseFromString(PAGE, 'text/html').body.childNodes)
}

async function open(): Promise<void> {
  await import('../../src/reader/reader')
  await settled()
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 40))
const scene = () => document.querySelector('.scene:not(.leaving)')
const heading = () => scene()?.querySelector('h1')?.textContent
const option = (id: string) => scene()?.querySelector<HTMLButtonElement>(`[data-option="${id}"]`)
const labels = () =>
  [...(scene()?.querySelectorAll('.options .label') ?? [])].map((label) => label.firstChild?.textContent)
const act = (name: string) => document.querySelector<HTMLButtonElement>(`[data-act="${name}"]`)?.click()

async function choose(...ids: string[]): Promise<void> {
  for (const id of ids) {
    option(id)?.click()
    await settled()
  }
}

function press(key: string): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}

describe('the published page', () => {
  it('is taken over as it is, its options awake', async () => {
    const published = scene()
    await open()
    expect(scene()).toBe(published)
    expect(option('look')?.disabled).toBe(false)
    expect(option('pay')?.getAttribute('aria-disabled')).toBe('true')
  })

  it('takes a tap made before the story arrived', async () => {
    let arrive: (answer: Response) => void = () => undefined
    machineAnswers = () => new Promise((resolve) => (arrive = resolve))
    await open()
    option('look')?.click()
    expect(heading()).toBe('The gate')
    arrive(new Response(JSON.stringify(MACHINE)))
    await settled()
    expect(heading()).toBe('On the road')
  })

  it('says so when the story does not arrive, and tries again', async () => {
    machineAnswers = () => Promise.resolve(new Response('', { status: 503 }))
    await open()
    expect(scene()?.querySelector('.note')?.textContent).toContain('did not arrive')
    machineAnswers = () => Promise.resolve(new Response(JSON.stringify(MACHINE)))
    act('retry')
    await settled()
    await choose('look')
    expect(heading()).toBe('On the road')
  })
})

describe('reading', () => {
  it('shows the next scene in the same turn, filled in, with the focus on its heading', async () => {
    await open()
    option('look')?.click()
    expect(heading()).toBe('On the road')
    expect(scene()?.querySelector('.text')?.textContent).toBe('A coin. Now 1.')
    expect(labels()).toEqual(['Back to the gate with 1'])
    expect(document.activeElement?.textContent).toBe('On the road')
  })

  it('does not take an option that is locked, and offers it once its condition holds', async () => {
    await open()
    await choose('pay')
    expect(heading()).toBe('The gate')
    await choose('look', 'up', 'pay')
    expect(heading()).toBe('The garden')
  })

  it('goes by keys: a number chooses among what is open, Backspace goes back', async () => {
    await open()
    press('1')
    expect(heading()).toBe('On the road')
    press('Backspace')
    expect(heading()).toBe('The gate')
    expect(scene()?.querySelector('.text')?.textContent).toBe('You have 0 coins and {nothing}.')
  })

  it('takes a double click and a key held down for one choice', async () => {
    await open()
    option('look')?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }))
    option('up')?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }))
    expect(heading()).toBe('On the road')
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: '1', repeat: true, bubbles: true, cancelable: true }),
    )
    expect(heading()).toBe('On the road')
    option('up')?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }))
    expect(heading()).toBe('The gate')
  })

  it('puts a variable in as text, whatever it holds', async () => {
    const hostile = structuredClone(MACHINE) as { context: Record<string, unknown> }
    hostile.context.nothing = '<img src=x onerror=alert(1)>'
    machineAnswers = () => Promise.resolve(new Response(JSON.stringify(hostile)))
    await open()
    await choose('look', 'up')
    expect(scene()?.querySelector('img')).toBeNull()
    expect(scene()?.querySelector('.text')?.textContent).toContain('<img src=x onerror=alert(1)>')
  })

  it('tells the server the steps in their order, going back among them', async () => {
    await open()
    await choose('look')
    press('Backspace')
    await choose('leave')
    expect(steps.map(({ number, option: taken, back_to }) => [number, taken ?? back_to])).toEqual([
      [1, 'look'],
      [2, 0],
      [3, 'leave'],
    ])
  })
})

describe('an ending', () => {
  it('has its name and what was found, and starts over as another session', async () => {
    await open()
    const first = identity()
    await choose('leave')
    expect(scene()?.querySelector('.ending h2')?.textContent).toBe('Home again')
    expect(scene()?.querySelector('.found')?.textContent).toBe('Endings found: 1 of 2')
    act('restart')
    await settled()
    expect(heading()).toBe('The gate')
    expect(identity()).not.toBe(first)
    await choose('look', 'up', 'pay')
    expect(scene()?.querySelector('.found')?.textContent).toBe('Endings found: 2 of 2')
  })

  it('can be gone back from', async () => {
    await open()
    await choose('leave')
    act('back')
    expect(heading()).toBe('The gate')
  })
})

describe('coming back', () => {
  it('resumes in the scene, with the variables, and says so', async () => {
    await open()
    await choose('look')
    closePage()
    layPage()
    await open()
    expect(heading()).toBe('On the road')
    expect(scene()?.querySelector('.text')?.textContent).toBe('A coin. Now 1.')
    expect(scene()?.querySelector('.note')?.textContent).toContain('where you left off')
  })

  it.each(['{broken', '{"identity":{"secret":"x"},"machine":"/m/abc.json","run":{"scene":"gone"}}', '[]'])(
    'begins anew where what was kept is of no use: %s',
    async (kept) => {
      localStorage.setItem('fabula:story-1:place', kept)
      await open()
      expect(heading()).toBe('The gate')
      expect(option('look')?.disabled).toBe(false)
    },
  )
})

describe('the path so far', () => {
  it('lists every choice and leads back to each', async () => {
    await open()
    await choose('look', 'up', 'look')
    act('path')
    const dialog = document.querySelector('dialog')
    expect([...(dialog?.querySelectorAll('.path li') ?? [])].map((item) => item.firstChild?.textContent)).toHaveLength(
      4,
    )
    dialog?.querySelector<HTMLButtonElement>('[data-depth="1"]')?.click()
    await settled()
    expect(heading()).toBe('On the road')
    expect(document.querySelector('dialog')).toBeNull()
  })
})

function identity(): string {
  return (JSON.parse(localStorage.getItem('fabula:story-1:place') ?? '') as { identity: { id: string } }).identity.id
}
