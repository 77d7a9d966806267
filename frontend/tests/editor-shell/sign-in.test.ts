import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import SignInScreen from '../../src/editor/sign-in/SignInScreen.vue'
import { useSession } from '../../src/editor/stores/session'
import { useStories } from '../../src/editor/stores/stories'
import { editorPlugins, FakeServer, LOST, problem } from './fakes'

const ACCOUNT = { id: 'a', email: 'ada@example.com', created_at: '2026-01-01T00:00:00Z' }
const LINKS = 'POST /v1/sign-in-links'
const SIGN_IN = 'POST /v1/sign-in'

async function open(server: FakeServer, address: string) {
  const places = ['/', '/sign-in', '/account'].map((path) => ({ path, component: { render: () => null } }))
  const { router, plugins } = editorPlugins(server, createRouter({ history: createMemoryHistory(), routes: places }))
  await router.push(address)
  const screen = mount(SignInScreen, { global: { plugins } })
  await flushPromises()
  return { router, screen }
}

async function press(screen: VueWrapper, name: string): Promise<void> {
  const button = screen.findAll('button').find((one) => one.text() === name)
  if (button === undefined) throw new Error(`no button “${name}”`)
  await button.trigger(button.attributes('type') === 'submit' ? 'submit' : 'click')
  await flushPromises()
}

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

describe('asking for a link', () => {
  it('does not send what is no address', async () => {
    const server = new FakeServer()
    const { screen } = await open(server, '/sign-in')
    await screen.get('input').setValue('ada')
    await press(screen, 'Send me a link')
    expect(screen.text()).toContain('That does not look like an e-mail address')
    expect(server.seen).toHaveLength(0)
  })

  it('keeps the address when the server is away', async () => {
    const { screen } = await open(new FakeServer().on(LINKS, LOST), '/sign-in')
    await screen.get('input').setValue('ada@example.com')
    await press(screen, 'Send me a link')
    expect(screen.get('[role=alert]').text()).toContain('The server cannot be reached')
    expect(screen.get('input').element.value).toBe('ada@example.com')
  })

  it('waits for it, also after a reload', async () => {
    const server = new FakeServer().on(LINKS, { status: 202, body: { expires_in: 600 } })
    const { screen } = await open(server, '/sign-in')
    await screen.get('input').setValue(' ada@example.com ')
    await press(screen, 'Send me a link')
    expect(screen.get('h1').text()).toBe('Look in your inbox')
    expect(server.seen[0]?.body).toEqual({ email: 'ada@example.com' })
    expect((await open(server, '/sign-in')).screen.get('h1').text()).toBe('Look in your inbox')
  })
})

describe('opening the link', () => {
  it('sends nothing and takes the token off the address', async () => {
    const server = new FakeServer()
    const { router, screen } = await open(server, '/sign-in#token=secret')
    expect(server.seen).toHaveLength(0)
    expect(router.currentRoute.value.fullPath).toBe('/sign-in')
    expect(screen.html()).not.toContain('secret')
  })

  it('signs in by the button and goes where the person was going', async () => {
    const server = new FakeServer().on(SIGN_IN, { body: ACCOUNT })
    ;(await open(server, '/sign-in?return=/account')).screen.unmount()
    const { router, screen } = await open(server, '/sign-in#token=secret')
    await press(screen, 'Sign in')
    expect(server.seen[0]?.body).toEqual({ token: 'secret', code: null })
    expect(useSession().account).toEqual(ACCOUNT)
    expect(router.currentRoute.value.fullPath).toBe('/account')
  })

  it('takes the tab along that waits for it', async () => {
    const server = new FakeServer().on(SIGN_IN, { body: ACCOUNT })
    const waiting = await open(server, '/sign-in?return=/account')
    const { screen } = await open(server, '/sign-in#token=secret')
    await press(screen, 'Sign in')
    await vi.waitFor(() => expect(waiting.router.currentRoute.value.fullPath).toBe('/account'))
  })

  it('in another browser shows the code to type where it was asked for', async () => {
    const server = new FakeServer().on(SIGN_IN, problem(409, 'sign-in-elsewhere', { code: 'ABCD-2345' }))
    const { screen } = await open(server, '/sign-in#token=secret')
    await press(screen, 'Sign in')
    expect(screen.get('[data-test=code]').text()).toBe('ABCD-2345')
  })

  it.each([
    [410, 'link-spent'],
    [422, 'body-invalid'],
  ])('that is over (%d) offers a new one', async (status, kind) => {
    const { screen } = await open(new FakeServer().on(SIGN_IN, problem(status, kind)), '/sign-in#token=secret')
    await press(screen, 'Sign in')
    expect(screen.get('h1').text()).toBe('This link is over')
    await press(screen, 'Ask for a new link')
    expect(screen.get('h1').text()).toBe('Sign in to Fabula')
  })

  it('can be tried again when the server was away', async () => {
    const server = new FakeServer().on(SIGN_IN, LOST, { body: ACCOUNT })
    const { router, screen } = await open(server, '/sign-in#token=secret')
    await press(screen, 'Sign in')
    expect(screen.get('[role=alert]').text()).toContain('The server cannot be reached')
    await press(screen, 'Sign in')
    expect(router.currentRoute.value.fullPath).toBe('/')
  })
})

describe('typing a code', () => {
  it.each(['abcd2345', 'ABCD-2345', ' abcd 2345 '])('takes it as %j', async (typed) => {
    const server = new FakeServer().on(SIGN_IN, { body: ACCOUNT })
    const { screen } = await open(server, '/sign-in')
    await press(screen, 'I have a code')
    await screen.get('input').setValue(typed)
    await press(screen, 'Sign in with the code')
    expect(server.seen[0]?.body).toEqual({ code: 'ABCD2345', token: null })
  })

  it('says which codes there are, and what the server says of a wrong one', async () => {
    const { screen } = await open(new FakeServer().on(SIGN_IN, problem(422, 'code-wrong')), '/sign-in')
    await press(screen, 'I have a code')
    await screen.get('input').setValue('ABC')
    await press(screen, 'Sign in with the code')
    expect(screen.text()).toContain('A code has 8 letters and digits.')
    await screen.get('input').setValue('ABCD2345')
    await press(screen, 'Sign in with the code')
    expect(screen.get('[role=alert]').text()).toContain('The code-wrong.')
  })
})

describe('what was known of another account is forgotten', () => {
  it('where somebody signs in here', async () => {
    const { screen } = await open(new FakeServer().on(SIGN_IN, { body: ACCOUNT }), '/sign-in#token=secret')
    useStories().list = []
    await press(screen, 'Sign in')
    expect(useStories().list).toBeUndefined()
    expect(useSession().account).toEqual(ACCOUNT)
  })

  it('where somebody has signed in in another tab', async () => {
    await open(new FakeServer(), '/sign-in')
    useStories().list = []
    useSession().begin(ACCOUNT)
    const elsewhere = new BroadcastChannel('fabula-sign-in')
    elsewhere.postMessage('signed-in')
    await vi.waitFor(() => expect(useStories().list).toBeUndefined())
    elsewhere.close()
    expect(useSession().account).toBeUndefined()
  })
})
