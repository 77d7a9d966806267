/** A story in chunks: what is fetched when, and what a reader sees while something is not there. */
import { describe, expect, it } from 'vitest'
import {
  act,
  APART,
  asked,
  choose,
  closePage,
  files,
  heading,
  kept,
  layPage,
  MACHINE,
  note,
  open,
  option,
  press,
  publish,
  scene,
  server,
  settled,
  useBrowser,
  WHOLE,
} from './browser'

useBrowser()

const fileOf = (name: string) => `/c/3${name}.json`
const ownFiles = () => asked.filter((address) => address.startsWith('/'))
const gone = () => Promise.resolve(new Response('', { status: 503 }))

/** Keep a file back; what is returned lets it arrive. */
function keepBack(address: string): () => Promise<void> {
  const file = files.get(address)
  const waiting: (() => void)[] = []
  const arrived = () => new Response(JSON.stringify(file))
  files.set(address, () => new Promise((resolve) => waiting.push(() => resolve(arrived()))))
  return async () => {
    files.set(address, file)
    for (const answer of waiting.splice(0)) answer()
    await settled()
  }
}

async function openApart(): Promise<void> {
  layPage(publish(APART))
  await open()
}

describe('what is fetched', () => {
  it('is the first chunk, then those of the options on offer and the head', async () => {
    await openApart()
    const [first, ...ahead] = ownFiles()
    expect(first).toBe(fileOf('gate'))
    expect(ahead.toSorted()).toEqual([fileOf('home'), fileOf('road'), '/m/3.json'])
  })

  it('is never fetched twice', async () => {
    await openApart()
    await choose('look', 'up', 'pay')
    press('Backspace')
    await choose('leave')
    expect(ownFiles().toSorted()).toEqual(['/m/3.json', ...['garden', 'gate', 'home', 'road'].map(fileOf)].toSorted())
  })

  it('is enough for one step without a connection', async () => {
    await openApart()
    files.clear()
    option('look')?.click()
    expect(heading()).toBe('On the road')
    press('Backspace')
    option('leave')?.click()
    expect(heading()).toBe('Home again')
    expect(scene()?.querySelector('.found')?.textContent).toBe('Endings found: 1 of 2')
  })
})

describe('a tap before its chunk', () => {
  it('waits, says so after a while, and goes on by itself', async () => {
    layPage(publish(APART))
    const arrive = keepBack(fileOf('road'))
    await open()
    await choose('look')
    expect([heading(), note()]).toEqual(['The gate', undefined])
    await settled(320)
    expect([heading(), note()]).toEqual(['The gate', 'One moment…'])
    await arrive()
    expect([heading(), note()]).toEqual(['On the road', undefined])
    press('Backspace')
    expect(heading()).toBe('The gate')
  })

  it('can be thought better of', async () => {
    layPage(publish(APART))
    const arrive = keepBack(fileOf('road'))
    await open()
    await choose('look', 'leave')
    expect(heading()).toBe('Home again')
    await arrive()
    expect(heading()).toBe('Home again')
  })

  it.each([
    ['asked to', () => act('retry')],
    ['the connection is back', () => window.dispatchEvent(new Event('online'))],
    ['tapped again', () => option('look')?.click()],
  ])('that does not come is said, and fetched again once %s', async (_, again) => {
    layPage(publish(APART))
    const file = files.get(fileOf('road'))
    files.set(fileOf('road'), gone)
    await open()
    await choose('look')
    expect([heading(), note()]).toEqual(['The gate', expect.stringContaining('did not arrive')])
    files.set(fileOf('road'), file)
    again()
    await settled()
    expect(heading()).toBe('On the road')
  })
})

describe('coming back to a story in chunks', () => {
  async function comeBack(told = publish(APART)): Promise<void> {
    closePage()
    asked.length = 0
    layPage(told)
    await open()
  }

  it('fetches the kept scene at once, and the one before it ahead', async () => {
    await openApart()
    await choose('look')
    await comeBack()
    expect(heading()).toBe('On the road')
    expect(ownFiles().slice(0, 2).toSorted()).toEqual([fileOf('gate'), fileOf('road')])
    files.clear()
    press('Backspace')
    expect(heading()).toBe('The gate')
  })

  it('stays on the version it began with', async () => {
    await openApart()
    await choose('look')
    await comeBack(publish(APART, 4))
    expect([heading(), ownFiles()[0]]).toEqual(['On the road', '/m/3.json'])
    await choose('up')
    expect(asked).toContain(fileOf('gate'))
    act('path')
  })

  it('goes on with a machine in one piece, as stories once were published', async () => {
    await openApart()
    await choose('look')
    files.set('/m/whole.json', MACHINE)
    const { files: _, ...place } = kept()
    localStorage.setItem('fabula:story-1:place', JSON.stringify({ ...place, machine: '/m/whole.json' }))
    await comeBack(publish(APART, 4))
    expect(heading()).toBe('On the road')
    await choose('up', 'pay')
    expect(heading()).toBe('The garden')
    expect(scene()?.querySelector('.found')?.textContent).toBe('Endings found: 1 of 2')
    expect(ownFiles()).toEqual(['/m/whole.json'])
  })

  it('waits for what does not arrive, and begins anew only where it is gone', async () => {
    await openApart()
    await choose('look')
    const told = publish(WHOLE, 4)
    files.set('/m/3.json', gone)
    await comeBack(told)
    expect(note()).toContain('did not arrive')
    expect(kept().run.scene).toBe('road')
    files.delete('/m/3.json')
    act('retry')
    await settled()
    expect([heading(), kept().run.scene]).toEqual(['The gate', 'gate'])
  })

  it.each([
    ['the version it began with', 4],
    ['the newest', 3],
  ])('keeps the place where a chunk of %s is missing, and goes on once it is there', async (_, newest) => {
    await openApart()
    await choose('look')
    const told = publish(APART, newest)
    const file = files.get(fileOf('road'))
    files.delete(fileOf('road'))
    await comeBack(told)
    expect(note()).toContain('did not arrive')
    expect([kept().version, kept().run.scene]).toEqual([3, 'road'])
    files.set(fileOf('road'), file)
    act('retry')
    await settled()
    expect([heading(), kept().version, kept().run.scene]).toEqual(['On the road', 3, 'road'])
  })

  it('has the path name scenes that come for it alone', async () => {
    await openApart()
    await choose('look', 'up', 'look', 'up', 'pay')
    await comeBack()
    act('path')
    await settled()
    const named = [...document.querySelectorAll('.path li')].map(
      (item) => (item.querySelector('button') ?? item).firstChild?.textContent,
    )
    expect(named).toEqual(['The gate', 'On the road', 'The gate', 'On the road', 'The gate', 'The garden'])
  })
})

describe("the server's position", () => {
  it('may be a scene that no option in sight leads to', async () => {
    server.position = { number: 4, scene: 'cellar', depth: 4 }
    await openApart()
    await settled()
    expect(heading()).toBe('The cellar')
    expect(asked).toContain(fileOf('index'))
  })
})
