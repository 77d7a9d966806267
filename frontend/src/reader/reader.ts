/**
 * The story page comes alive: takes the published first scene over, walks the story, and sends steps on their way.
 * Nothing here keeps the first scene from being read or a tap from being answered.
 */
import { createActor } from 'xstate'
import { element } from './elements'
import { afterPaint, whenIdle } from './frames'
import { listen, type Acts } from './input'
import type * as Later from './later'
import { begin, loadPlace, readPage, savePlace, type Place } from './place'
import './reader.css'
import { newIdentity } from './identity'
import type { ReaderOption } from './scenes'
import { optionsOf, sceneOf, sessionMachine, type Reading, type SessionEvent, type Snapshot } from './session'
import { isSparing } from './sparing'
import { Transport } from './transport'
import { View, type Shown } from './view'
import { WORDS } from './words'
import type { SceneId } from '../story/model'
import { rewind, takeStep } from '../story/rules'

const page = readPage(document)
const main = document.getElementById('story')
if (!main) throw new Error('The page lacks its story')
const view = new View(main)

let place: Place | undefined
let transport: Transport | undefined
let turn = 0
/** What is said with the next scene. */
let told: HTMLElement | undefined
/** The next scene is the one on screen, as a newer version has it or as the server does; it stays where it looks alike. */
let swap: Later.Swap | undefined
let showing: Shown | undefined
let furniture: typeof Later | undefined
/** Where the reader was before they began anew, until they choose. */
let left: Place | undefined
/** An option tapped before the story was in. */
let wish: string | undefined
/** A choice that the screen has answered and the session has still to take. */
let owed: string | undefined
/** The session is taking it: the screen shows what follows already. */
let isTurned = false
/** The session of another device that the link leads to; taken off the address at once, as it holds a secret. */
const link = /^#go-on=/.test(location.hash) ? location.hash : ''
if (link) history.replaceState(null, '', location.pathname + location.search)

const actor = createActor(
  sessionMachine({
    load: () => void load(),
    fetch: (story, scene) =>
      void story.fetch(scene).then(
        () => send({ type: 'FETCHED' }),
        () => send({ type: 'MISSED' }),
      ),
    stepped: (taken) => {
      left = undefined
      transport?.add(taken)
    },
    resumed: () => (told ??= noteWith(WORDS.resumed, 'restart', WORDS.startOver)),
  }),
)
actor.subscribe(render)
actor.start()

const acts: Acts = {
  choose(option) {
    if (!place) view.mark((wish = option))
    catchUp()
    if (!view.turnTo(option)) return actor.send({ type: 'CHOOSE', option })
    owed = option
    afterPaint(catchUp)
  },
  back: () => send({ type: 'BACK' }),
  rewind(depth) {
    closeSheet()
    send({ type: 'REWIND', depth })
  },
  act,
}
listen(document, acts)
window.addEventListener('online', () => {
  send({ type: 'ONLINE' })
  transport?.reconnected()
  lookAhead()
})
window.addEventListener('offline', () => send({ type: 'OFFLINE' }))
window.addEventListener('pagehide', leave)
document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && leave())
view.wake()

function send(event: SessionEvent): void {
  catchUp()
  actor.send(event)
}

/** Have the session take the choice that the screen has answered. */
function catchUp(): void {
  const option = owed
  if (option === undefined) return
  owed = undefined
  isTurned = true
  actor.send({ type: 'CHOOSE', option })
  if (isTurned && showing) view.show(showing) // it was not taken
  isTurned = false
}

function leave(): void {
  catchUp()
  transport?.leave()
}

function act(name: string): void {
  catchUp()
  switch (name) {
    case 'back':
      return actor.send({ type: 'BACK' })
    case 'retry':
      return actor.send({ type: 'RETRY' })
    case 'elsewhere':
      return void offerLink()
    case 'close':
      return closeSheet()
    case 'restart':
      return void restart()
    case 'come-back':
      return comeBack()
    default:
      furniture?.act(name)
  }
}

async function load(): Promise<void> {
  try {
    place = (link && (await takeOver())) || (await loadPlace(page))
  } catch {
    return actor.send({ type: 'FAILED' })
  }
  transport = openTransport(place)
  const published = view.article
  actor.send({ type: 'LOADED', loaded: place })
  wish ??= view.led?.id.replace(/^to-/, '')
  // Who comes back to another scene has not seen its options yet.
  if (wish !== undefined && view.article === published) actor.send({ type: 'CHOOSE', option: wish })
  wish = undefined
  if (location.hash) history.replaceState(null, '', location.pathname + location.search)
}

/** The place of another device; undefined, and said, where the link leads nowhere. */
async function takeOver(): Promise<Place | undefined> {
  const later = await import('./later')
  const found = await later.takeOver(page, link)
  if (!found) told = later.linkForgotten()
  return found
}

/** Offer the reader to go on elsewhere: there the server has to know everything that was done here. */
function offerLink(): void {
  closeSheet()
  if (place && transport) furniture?.offerLink(page.title, place.identity, transport.flush())
}

/** Go on in the version that the page was published with, by the server's word; in the older one until it comes. */
async function goOn(): Promise<void> {
  const next = place && transport && (await furniture?.goOn(page, place, transport))
  if (!next?.place.run) return
  place = next.place
  const { identity, version, known, story, run } = place
  transport?.begin(identity, page.story, version, next.place.run.scene, known)
  told = next.told
  swap = 'carried'
  actor.send({ type: 'RESTART', story, run })
  for (const option of next.chosen) {
    const before = turn
    actor.send({ type: 'CHOOSE', option })
    if (turn === before) break
  }
  catchUp()
}

/** Have the whole run as the server has it, which a position does not tell: where the reader has been, and how they came. */
async function mend(): Promise<void> {
  const at = place
  const found = at && (await furniture?.fetchPlace(page, at.keep, at.identity).catch(() => undefined))
  catchUp()
  const { reading } = actor.getSnapshot().context
  // Where they have gone on meanwhile, the next answer tells whether that was right.
  if (!found?.run || !reading || place !== at || transport?.known?.number !== found.known?.number) return
  swap = 'mended'
  actor.send({ type: 'RESTART', story: reading.story, run: found.run })
}

/** Begin again: a session of its own, on the version the page was published with. */
async function restart(): Promise<void> {
  closeSheet()
  if (!place) return
  const newest = place.version === page.version ? undefined : await begin(page).catch(() => undefined)
  const next = { ...place, ...(newest ?? { identity: newIdentity() }) }
  const { initial } = next.story.begins
  try {
    await next.story.fetch(initial)
  } catch {
    return view.setNote(noteWith(WORDS.stuck, 'restart', WORDS.tryAgain))
  }
  const { reading } = actor.getSnapshot().context
  left = reading && { ...place, ...reading, known: transport?.known }
  place = next
  transport?.begin(place.identity, page.story, place.version, initial)
  if (left) told = noteWith(WORDS.begunAnew, 'come-back', WORDS.comeBack)
  actor.send({ type: 'RESTART', story: place.story })
  transport?.start()
}

/** Go on where the reader was before they began anew. */
function comeBack(): void {
  if (!left?.run) return
  const { identity, version, story, run, floor, known } = left
  place = left
  left = undefined
  transport?.begin(identity, page.story, version, run.scene, known)
  actor.send({ type: 'RESTART', story, run, floor })
}

function openTransport({ keep, identity, version, story, run, known }: Place): Transport {
  const opened = new Transport(page.api, {
    keep,
    fetch: (url, init) => fetch(url, init),
    beacon: (url, body) => navigator.sendBeacon(url, body),
    now: () => Date.now(),
    after(milliseconds, then) {
      const timer = window.setTimeout(then, milliseconds)
      return () => window.clearTimeout(timer)
    },
    repair(position) {
      send({ type: 'REPAIR', position })
      void mend()
    },
    reached: (online) => send({ type: online ? 'ONLINE' : 'OFFLINE' }),
  })
  opened.begin(identity, page.story, version, run?.scene ?? story.begins.initial, known)
  return opened
}

function render(snapshot: Snapshot): void {
  const { reading, turn: now, wish: wished } = snapshot.context
  const chosen = wished?.type === 'CHOOSE' ? wished.option : undefined
  if (snapshot.matches({ place: 'fetching' })) view.mark(chosen)
  if (snapshot.matches({ place: 'stuck' }) || snapshot.matches({ place: { fetching: 'missed' } }))
    view.setNote(noteWith(WORDS.stuck, 'retry', WORDS.tryAgain), chosen ?? wish)
  if (snapshot.matches({ place: { fetching: 'telling' } }) || snapshot.matches({ place: { loading: 'telling' } }))
    view.setNote(element('p', { class: 'note', lang: 'en', role: 'status' }, WORDS.coming), chosen ?? wish)
  if (!reading || !place || now === turn) return
  const first = turn === 0
  turn = now
  savePlace(place, reading.run, reading.floor)
  const former = showing
  showing = shownOf(reading, place)
  if (showing.scene.ending) place.keep.put('endings', [...endingsFound(reading, place)])
  const stays = first
    ? view.isShowing(showing)
    : isTurned || (swap && furniture?.staysOnScreen(view, former, showing, swap))
  if (swap) view.forget() // what an option leads to may look otherwise now
  if (!stays) view.show(showing)
  else if (first) view.takeOver()
  furniture?.addHotspots(view.article, showing)
  if (first || !stays) view.setNote(undefined)
  if (told && (first || !stays)) view.greet(told)
  told = undefined
  swap = undefined
  isTurned = false
  whenIdle(() => void (first ? furnish() : lookAhead()))
}

function shownOf(reading: Reading, at: Place): Shown {
  const { story, run } = reading
  const { endings } = story.begins
  return {
    scene: sceneOf(reading),
    context: { ...run.context },
    options: optionsOf(reading),
    depth: run.trail.length,
    found: { found: Math.min(endingsFound(reading, at).size, endings), all: endings },
    chosenBy: furniture?.chosenBy(run, at.version),
  }
}

/** The endings the reader has been to, the one they stand in included. */
function endingsFound(reading: Reading, { keep }: Place): Set<SceneId> {
  const { scenes } = reading.story
  const kept = keep.get('endings')
  const scene = sceneOf(reading)
  const found = Array.isArray(kept) ? (kept as SceneId[]) : []
  // Of another version's endings it may not be known here what became of them; they count until it is.
  return new Set([...found.filter((id) => scenes.get(id)?.ending !== null), ...(scene.ending ? [scene.id] : [])])
}

/** What an option would show, if its scene is here: the step is taken and taken back. */
function peek(option: ReaderOption): Shown | undefined {
  const { reading } = actor.getSnapshot().context
  if (!reading || !place || !reading.story.scenes.has(option.target)) return undefined
  const { story, run } = reading
  takeStep(story.scenes, run, option.id)
  const shown = shownOf(reading, place)
  rewind(run, run.trail.length - 1)
  return shown
}

function noteWith(sentence: string, name: string, label: string): HTMLElement {
  const button = element('button', { type: 'button', 'data-act': name }, label)
  return element('p', { class: 'note', lang: 'en', role: 'status' }, `${sentence} `, button)
}

function whereabouts(): ReturnType<Later.Reader['now']> {
  const { reading } = actor.getSnapshot().context
  // While a choice is owed, the session stands elsewhere than the screen.
  return owed === undefined && reading && place && showing
    ? { ...reading, ...showing, version: place.version }
    : undefined
}

/** Open the session, and fetch what a reader may want next; without it the story reads on all the same. */
async function furnish(): Promise<void> {
  transport?.start()
  lookAhead()
  if (!isSparing()) place?.story.prepare().catch(() => undefined)
  furniture = await import('./later').catch(() => undefined)
  furniture?.settle({ view, acts, title: page.title, now: whereabouts, peek })
  if (showing) furniture?.addHotspots(view.article, showing)
  lookAhead()
  if (place?.keep.isElsewhere) view.setNote(furniture?.openElsewhere())
  void goOn()
}

/** Have what is one choice away at hand: the scenes, forwards and back, then their pictures. */
function lookAhead(): void {
  const { reading } = actor.getSnapshot().context
  if (!reading || isSparing()) return
  const { story, run } = reading
  const offered = optionsOf(reading).filter(({ shown }) => shown === 'offered')
  const near = [...offered.map(({ option }) => option.target), ...run.trail.slice(-1).map(({ scene }) => scene)]
  void Promise.allSettled(near.map((id) => story.fetch(id))).then(() => furniture?.fetchAhead(story, run))
}

function closeSheet(): void {
  document.querySelector('dialog')?.close()
}
