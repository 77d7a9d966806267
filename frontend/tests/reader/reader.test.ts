import { describe, expect, it, vi } from 'vitest'
import {
  act,
  choose,
  closePage,
  files,
  heading,
  kept,
  labels,
  layPage,
  note,
  open,
  option,
  press,
  publish,
  scene,
  server,
  settled,
  steps,
  useBrowser,
  WHOLE,
} from './browser'

useBrowser()

describe('the published page', () => {
  it('is taken over as it is, its options awake', async () => {
    const published = scene()
    await open()
    expect(scene()).toBe(published)
    expect(option('look')?.disabled).toBe(false)
    expect(option('pay')?.getAttribute('aria-disabled')).toBe('true')
  })

  it('takes a tap made before the story arrived', async () => {
    const chunk = files.get('/c/3gate.json')
    let arrive: (answer: Response) => void = () => undefined
    files.set('/c/3gate.json', () => new Promise((resolve) => (arrive = resolve)))
    await open()
    option('look')?.click()
    expect(heading()).toBe('The gate')
    arrive(new Response(JSON.stringify(chunk)))
    await settled()
    expect(heading()).toBe('On the road')
  })

  it('asks for patience where a tap waits for the story', async () => {
    const chunk = files.get('/c/3gate.json')
    let arrive: (answer: Response) => void = () => undefined
    files.set('/c/3gate.json', () => new Promise((resolve) => (arrive = resolve)))
    await open()
    await settled(320)
    expect(note()).toBeUndefined()
    option('look')?.click()
    await settled(320)
    expect([heading(), note()]).toEqual(['The gate', 'One moment…'])
    arrive(new Response(JSON.stringify(chunk)))
    await settled()
    expect([heading(), note()]).toEqual(['On the road', undefined])
  })

  it.each([
    ['by itself once it is back', () => window.dispatchEvent(new Event('online'))],
    ['where it is asked to', () => act('retry')],
  ])('that met a host in trouble says so, and comes %s', async (_, again) => {
    const chunk = files.get('/c/3gate.json')
    files.set('/c/3gate.json', () => Promise.resolve(new Response('', { status: 500 })))
    await open()
    option('look')?.click()
    expect(note()).toContain('did not arrive')
    files.set('/c/3gate.json', chunk)
    again()
    await settled()
    expect(heading()).toBe('On the road')
  })

  it('keeps its place over a first try that fails, though only one tab may', async () => {
    const held = new Set<string>()
    const request = (name: string, _: unknown, run: (lock: object | null) => unknown) => {
      const lock = held.has(name) ? null : { name }
      held.add(name)
      return Promise.resolve(run(lock))
    }
    Object.defineProperty(navigator, 'locks', { value: { request }, configurable: true })
    const chunk = files.get('/c/3gate.json')
    files.set('/c/3gate.json', () => Promise.resolve(new Response('', { status: 500 })))
    await open()
    files.set('/c/3gate.json', chunk)
    act('retry')
    await settled()
    await choose('look')
    expect(kept().run.scene).toBe('road')
  })

  it('asks past what was kept where a file came in pieces', async () => {
    const chunk = files.get('/c/3gate.json')
    const forgotten: unknown[] = []
    const remove = (address: string) => Promise.resolve(forgotten.push(address) > 0)
    vi.stubGlobal('caches', { open: (name: string) => Promise.resolve(name === 'fabula-files' && { delete: remove }) })
    let times = 0
    files.set('/c/3gate.json', () => {
      times += 1
      return Promise.resolve(new Response(JSON.stringify(chunk).slice(0, times === 1 ? 100 : undefined)))
    })
    await open()
    await choose('look')
    expect([heading(), forgotten]).toEqual(['On the road', ['/c/3gate.json']])
  })

  it('says so when the story does not arrive, and tries again', async () => {
    const chunk = files.get('/c/3gate.json')
    files.set('/c/3gate.json', () => Promise.resolve(new Response('', { status: 503 })))
    await open()
    expect(note()).toContain('did not arrive')
    files.set('/c/3gate.json', chunk)
    act('retry')
    await settled()
    await choose('look')
    expect(heading()).toBe('On the road')
  })
})

describe('reading', () => {
  it('shows the next scene in the same turn, filled in, and then puts the focus on its heading', async () => {
    await open()
    option('look')?.click()
    expect(heading()).toBe('On the road')
    expect(scene()?.querySelector('.text')?.textContent).toBe('A coin. Now 1.')
    expect(labels()).toEqual(['Back to the gate with 1'])
    await settled()
    expect(document.activeElement?.textContent).toBe('On the road')
  })

  it('does not take an option that is locked, and offers it once its condition holds', async () => {
    await open()
    await choose('pay')
    expect(heading()).toBe('The gate')
    await choose('look', 'up', 'pay')
    expect(heading()).toBe('The garden')
  })

  it('says why an option is locked in the creator’s words, or else in ours', async () => {
    await open()
    await choose('look', 'up')
    press('Backspace')
    press('Backspace')
    const reasons = [...(scene()?.querySelectorAll<HTMLElement>('.reason') ?? [])]
    expect(reasons.map(({ textContent, lang }) => [textContent, lang])).toEqual([
      ['It takes 1; you have 0.', ''],
      ['Not open to you yet.', 'en'],
    ])
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

  it('takes quick taps in one place for a choice each', async () => {
    await open()
    option('look')?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }))
    await new Promise((resolve) => setTimeout(resolve, 300))
    option('up')?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }))
    expect(heading()).toBe('The gate')
  })

  it('puts a variable in as text, whatever it holds', async () => {
    layPage({ ...publish(WHOLE), context: { coins: 0, nothing: '<img src=x onerror=alert(1)>' } })
    await open()
    await choose('look', 'up')
    expect(scene()?.querySelector('img')).toBeNull()
    expect(scene()?.querySelector('.text')?.textContent).toContain('<img src=x onerror=alert(1)>')
  })

  it('draws what comes next beforehand, and takes nothing of it as read', async () => {
    await open()
    await settled(120)
    expect(kept().run.scene).toBe('gate')
    expect(localStorage.getItem('fabula:story-1:endings')).toBeNull()
    const hidden = () => [...document.querySelectorAll<HTMLElement>('.scene')].map((it) => it.inert && it.ariaHidden)
    expect(hidden()).toEqual([false, 'true', 'true'])
    option('leave')?.click()
    expect([heading(), kept().run.scene]).toEqual(['Home again', 'gate']) // the screen first, the rest after the paint
    expect(scene()?.querySelector('.found')?.textContent).toBe('Endings found: 1 of 2')
    await settled(60)
    expect(kept().run.scene).toBe('home')
    expect(hidden()).toEqual(['true', false])
    press('Backspace')
    await settled(120)
    expect(scene()?.querySelector('.text')?.textContent).toBe('You have 0 coins and {nothing}.')
    await choose('look')
    expect(scene()?.querySelector('.text')?.textContent).toBe('A coin. Now 1.')
  })

  const staged = () =>
    [...document.querySelectorAll<HTMLElement>('.scene.staged')].map((it) => [it.dataset.scene, it.inert])
  const point = (type: string, target: Element | null | undefined, button = 0) =>
    target?.dispatchEvent(new PointerEvent(type, { bubbles: true, button }))
  const fillScreen = (height = window.innerHeight) =>
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 400, height))

  it('has what an option leads to lie beneath the scene while it is pressed, and no longer', async () => {
    fillScreen()
    await open()
    await settled(120)
    point('pointerdown', option('look')?.firstElementChild)
    expect([staged(), heading()]).toEqual([[['road', true]], 'The gate'])
    point('pointercancel', option('look'))
    expect(staged()).toEqual([])
    point('pointerdown', option('leave'))
    expect(staged()).toEqual([['home', true]])
    point('pointerup', option('leave')?.firstElementChild)
    expect(staged()).toEqual([['home', true]])
    point('pointerup', option('look'))
    expect(staged()).toEqual([])
    point('pointerdown', option('look'), 2)
    expect(staged()).toEqual([])
    point('pointerdown', option('look'))
    option('look')?.click()
    expect([heading(), document.querySelector('.leaving')?.classList.contains('lifted')]).toEqual([
      'On the road',
      false,
    ])
    await settled(60)
    expect([staged(), scene()?.className, document.querySelectorAll('.leaving.lifted').length]).toEqual([
      [],
      'scene',
      1,
    ])
    await settled(320)
    expect(document.querySelectorAll('.leaving').length).toBe(0)
  })

  it('has nothing lie beneath a scene that leaves room below it', async () => {
    fillScreen(window.innerHeight - 40)
    await open()
    await settled(120)
    point('pointerdown', option('look'))
    expect(staged()).toEqual([])
    option('look')?.click()
    expect([heading(), document.querySelector('.leaving')?.classList.contains('lifted')]).toEqual(['On the road', true])
  })

  it.each([
    ['a mouse', 900, 700, 0],
    ['a mouse', 900, 2000, 1],
    ['a finger', 900, 700, 1],
  ])('with %s, lays beneath a page %i high what is %i high: %i', async (hand, high, next, count) => {
    fillScreen()
    await open()
    await settled(120)
    vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: hand === 'a mouse' } as MediaQueryList)
    vi.spyOn(document.documentElement, 'clientHeight', 'get').mockReturnValue(800)
    vi.spyOn(document.documentElement, 'scrollHeight', 'get').mockReturnValue(high)
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(next)
    point('pointerdown', option('look'))
    expect(staged().length).toBe(count)
  })

  it('takes what the screen has answered before anything else, leaving among it', async () => {
    await open()
    await settled(120)
    option('look')?.click()
    press('Backspace')
    expect(heading()).toBe('The gate')
    await settled(120)
    option('look')?.click()
    window.dispatchEvent(new Event('pagehide'))
    expect(kept().run.scene).toBe('road')
    await settled(120)
    expect(heading()).toBe('On the road')
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

describe('a session that another browser goes on in, too', () => {
  it('has what the server remembers where the scene is the same', async () => {
    await open()
    await choose('look', 'up')
    expect(option('pay')?.getAttribute('aria-disabled')).not.toBe('true')
    server.position = { number: 2, scene: 'gate', depth: 2, context: { coins: 0 } }
    await choose('pay')
    await settled()
    expect(heading()).toBe('The gate')
    expect(scene()?.querySelector('.text')?.textContent).toBe('You have 0 coins and {nothing}.')
    expect(option('pay')?.getAttribute('aria-disabled')).toBe('true')
  })

  it('has the way there, too, once the server has told it', async () => {
    await open()
    await choose('look', 'up')
    server.position = { number: 2, scene: 'gate', depth: 2, context: { coins: 0 } }
    const trail = [
      { scene: 'gate', option: 'look', before: { coins: 3 }, first: true },
      { scene: 'road', option: 'up', before: {}, first: false },
    ]
    const run = { scene: 'gate', context: { coins: 0 }, visited: ['gate', 'road'], trail }
    server.place = { story: 'story-1', version: 3, head: '/m/3.json', number: 2, run, age: 10 }
    await choose('pay')
    await settled(120)
    expect(heading()).toBe('The gate')
    server.position = undefined
    press('Backspace')
    press('Backspace')
    await settled()
    expect(scene()?.querySelector('.text')?.textContent).toBe('You have 3 coins and {nothing}.')
  })
})

describe('beginning anew', () => {
  it('can be taken back until the next choice, in the session that was left', async () => {
    await open()
    await choose('look')
    const { identity } = kept()
    act('about')
    act('restart')
    await settled()
    expect([heading(), note()]).toEqual(['The gate', 'You began again. Go back to where you were'])
    act('come-back')
    await settled()
    expect([heading(), kept().identity.id]).toEqual(['On the road', identity.id])
    await choose('up')
    press('Backspace')
    press('Backspace')
    await settled()
    expect(heading()).toBe('The gate')
    expect(steps.map(({ number, option: taken, back_to }) => [number, taken ?? back_to])).toEqual([[1, 'look']])
    await choose('leave') // an ending is sent at once
    expect(steps.map(({ number, option: taken, back_to }) => [number, taken ?? back_to])).toEqual([
      [1, 'look'],
      [2, 'up'],
      [3, 1],
      [4, 0],
      [5, 'leave'],
    ])
  })

  it('is for good once the reader has chosen', async () => {
    await open()
    await choose('look')
    const { identity } = kept()
    act('about')
    act('restart')
    await settled()
    await choose('look')
    expect(note()).toBeUndefined()
    act('come-back')
    await settled()
    expect(kept().identity.id).not.toBe(identity.id)
  })
})

describe('an ending', () => {
  it('has its name and what was found, and starts over as another session', async () => {
    await open()
    const first = kept().identity.id
    await choose('leave')
    expect(scene()?.querySelector('.ending h2')?.textContent).toBe('Home again')
    expect(scene()?.querySelector('.found')?.textContent).toBe('Endings found: 1 of 2')
    act('restart')
    await settled()
    expect(heading()).toBe('The gate')
    expect(kept().identity.id).not.toBe(first)
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
    layPage(publish(WHOLE))
    await open()
    expect(heading()).toBe('On the road')
    expect(scene()?.querySelector('.text')?.textContent).toBe('A coin. Now 1.')
    expect(note()).toContain('where you left off')
  })

  it.each([
    '{broken',
    '{"identity":{"secret":"x"},"machine":"/m/abc.json","run":{"scene":"gone"}}',
    '{"identity":{"secret":"x"},"machine":"/m/3.json","run":{"scene":"road","context":{},"visited":[],"trail":[null]}}',
    '[]',
  ])('begins anew where what was kept is of no use: %s', async (place) => {
    localStorage.setItem('fabula:story-1:place', place)
    await open()
    expect(heading()).toBe('The gate')
    expect(option('look')?.disabled).toBe(false)
    await choose('look')
    expect(heading()).toBe('On the road')
  })
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
