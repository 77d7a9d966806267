/**
 * One reader's session in the browser, as a statechart. The story is data that it walks by the shared rules; whatever
 * somebody else has to know (the server, the screen) is told to the surroundings, and the machine waits for nobody.
 */
import { assign, createMachine, type SnapshotFrom } from 'xstate'
import { offeredOptions, rewind, startRun, takeStep, type OfferedOption, type Run } from '../story/rules'
import type { SceneId } from '../story/model'
import type { ReaderOption, ReaderScene, Story } from './scenes'
import type { Position, Taken } from './transport'

/** What loading brings: the story with the scene to begin in, and the run an earlier visit left. */
export interface Loaded {
  story: Story
  run: Run | undefined
  /** Choices before the first one this browser can undo. */
  floor: number
}

/** A story under way. */
export interface Reading {
  story: Story
  run: Run
  floor: number
}

interface Context {
  reading: Reading | undefined
  /** Grows with every change of the run, which is walked in place: copying it would cost what the story is long. */
  turn: number
  /** The step just taken, on its way to the surroundings. */
  taken: Taken | undefined
  /** What is carried out once its scene is here. */
  wish: SessionEvent | undefined
}

export type SessionEvent =
  | { type: 'LOADED'; loaded: Loaded }
  | { type: 'FAILED' }
  | { type: 'RETRY' }
  | { type: 'CHOOSE'; option: string }
  | { type: 'BACK' }
  | { type: 'REWIND'; depth: number }
  /** Begin anew, or go on elsewhere: where the reader was carried to, or was before they began anew. */
  | { type: 'RESTART'; story: Story; run?: Run; floor?: number }
  | { type: 'REPAIR'; position: Position }
  | { type: 'FETCHED' }
  | { type: 'MISSED' }
  | { type: 'ONLINE' }
  | { type: 'OFFLINE' }

/** What a session needs of the page around it. */
export interface Surroundings {
  /** Fetch the story and the reader's place; answered by LOADED or FAILED. */
  load(): void
  /** Fetch a scene that is not here; answered by FETCHED or MISSED. */
  fetch(story: Story, scene: SceneId): void
  /** A step was taken. */
  stepped(taken: Taken): void
  /** The reader is back where they left off. */
  resumed(): void
}

/** How long a scene may take before that is said, and how long to wait before asking for it again; milliseconds. */
const PATIENCE = 300
const PAUSE = 5_000

export type Snapshot = SnapshotFrom<ReturnType<typeof sessionMachine>>

/** The session's machine within its surroundings. */
export function sessionMachine(around: Surroundings) {
  return createMachine({
    types: {} as { context: Context; events: SessionEvent },
    id: 'session',
    type: 'parallel',
    context: { reading: undefined, turn: 0, taken: undefined, wish: undefined },
    states: {
      place: {
        initial: 'loading',
        states: {
          loading: {
            entry: () => around.load(),
            initial: 'quiet',
            states: {
              quiet: { on: { CHOOSE: 'wanted' } },
              wanted: { after: { [PATIENCE]: 'telling' } },
              telling: {},
            },
            on: {
              LOADED: [
                { guard: ({ event }) => event.loaded.run !== undefined, target: 'resuming', actions: assign(change) },
                { target: 'arrived', actions: assign(change) },
              ],
              FAILED: 'stuck',
            },
          },
          stuck: { after: { [PAUSE]: 'loading' }, on: { RETRY: 'loading', ONLINE: 'loading' } },
          resuming: { entry: () => around.resumed(), always: 'arrived' },
          arrived: { always: [{ guard: isAtEnding, target: 'ended' }, { target: 'reading' }] },
          reading: {},
          ended: {},
          // On the way to a scene that is not here yet; the one the reader is in stays, and may be chosen from anew.
          fetching: {
            id: 'fetching',
            entry: ({ context: { reading, wish } }) =>
              reading && wish && around.fetch(reading.story, destination(reading, wish) ?? ''),
            initial: 'quiet',
            states: {
              quiet: { after: { [PATIENCE]: 'telling' } },
              telling: {},
              missed: { after: { [PAUSE]: '#fetching' }, on: { RETRY: '#fetching', ONLINE: '#fetching' } },
            },
            on: { MISSED: '.missed' },
          },
        },
        on: {
          '*': [
            {
              guard: isReady,
              target: '.arrived',
              actions: [
                assign(change),
                ({ context }) => context.taken && around.stepped(context.taken),
                assign({ taken: undefined, wish: undefined }),
              ],
            },
            {
              guard: ({ context, event }) => destination(context.reading, event) !== undefined,
              target: '.fetching',
              actions: assign({ wish: ({ event }) => event }),
            },
          ],
        },
      },
      connection: {
        initial: 'online',
        states: { online: { on: { OFFLINE: 'offline' } }, offline: { on: { ONLINE: 'online' } } },
      },
    },
  })
}

export function sceneOf({ story, run }: Reading): ReaderScene {
  const scene = story.scenes.get(run.scene)
  if (!scene) throw new Error(`The story has no scene ${run.scene}`) // publishing proved every target
  return scene
}

export function optionsOf(reading: Reading): OfferedOption<ReaderOption>[] {
  return offeredOptions(sceneOf(reading), reading.run.context, reading.run.visited)
}

interface Happening {
  context: Context
  event: SessionEvent
}

function isAtEnding({ context }: Happening): boolean {
  return context.reading !== undefined && sceneOf(context.reading).ending !== null
}

/** Where an event would move the reader; undefined if nowhere just now. */
function destination(reading: Reading | undefined, event: SessionEvent): SceneId | undefined {
  if (!reading) return undefined
  const { trail } = reading.run
  switch (event.type) {
    case 'CHOOSE':
      return optionsOf(reading).find(({ option, shown }) => option.id === event.option && shown === 'offered')?.option
        .target
    case 'BACK':
      return trail.at(-1)?.scene
    case 'REWIND':
      return trail[event.depth]?.scene
    case 'RESTART':
      return event.run?.scene ?? event.story.begins.initial
    case 'REPAIR':
      return event.position.scene
    default:
      return undefined
  }
}

/** What an event asks for: once a scene is fetched, what it was fetched for. */
function asked({ context, event }: Happening): SessionEvent {
  return event.type === 'FETCHED' && context.wish ? context.wish : event
}

/** Whether what is asked for can be carried out at once. */
function isReady(happening: Happening): boolean {
  const { reading } = happening.context
  const event = asked(happening)
  const scene = destination(reading, event)
  const story = event.type === 'RESTART' ? event.story : reading?.story
  return scene !== undefined && story?.scenes.has(scene) === true
}

/** Carry out what was found possible. */
function change(happening: Happening): Partial<Context> {
  const { context } = happening
  const event = asked(happening)
  const turn = context.turn + 1
  if (event.type === 'LOADED')
    return { turn, reading: { ...event.loaded, run: event.loaded.run ?? fresh(event.loaded.story) } }
  if (event.type === 'RESTART')
    return { turn, reading: { story: event.story, run: event.run ?? fresh(event.story), floor: event.floor ?? 0 } }
  const { reading } = context
  if (!reading) return {}
  const { story, run, floor } = reading
  const scene = run.scene
  if (event.type === 'REPAIR') return { turn, reading: { story, ...runAt(reading, event.position) } }
  if (event.type === 'CHOOSE') {
    takeStep(story.scenes, run, event.option)
    const ending = sceneOf(reading).ending !== null
    return { turn, taken: { scene, option: event.option, to: run.scene, ending } }
  }
  const depth = event.type === 'REWIND' ? event.depth : run.trail.length - 1
  rewind(run, depth)
  return { turn, taken: { scene, backTo: floor + depth, to: run.scene, ending: false } }
}

/**
 * The run where the server says it is: cut back along our own trail if that leads there and to what the story remembers
 * by the server's word, else begun anew there.
 */
function runAt({ story, run, floor }: Reading, position: Position): Omit<Reading, 'story'> {
  const { $visited: _, ...remembered } = position.context
  const context = remembered as Run['context']
  const depth = position.depth - floor
  if (depth >= 0 && depth <= run.trail.length) {
    rewind(run, depth)
    if (run.scene === position.scene && isSame(run.context, context)) return { run, floor }
  }
  if (!story.scenes.has(position.scene)) return { run: fresh(story), floor: 0 }
  const visited = new Set([...run.visited, position.scene])
  return { run: { scene: position.scene, context, visited, trail: [] }, floor: position.depth }
}

function isSame(one: Run['context'], other: Run['context']): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

function fresh({ begins }: Story): Run {
  return startRun(begins.initial, begins.context)
}
