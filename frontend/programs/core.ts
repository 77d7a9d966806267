/**
 * Measures one story: `node dist/programs/core.js story.json`, where `infra/bench/core.py` wrote the document, the
 * compiled machine, the ways to take and the same story in ink. Prints steps a second and milliseconds to load, by
 * engine, and the milliseconds that checking the story again after an edit takes.
 */
import { readFileSync } from 'node:fs'
import { Compiler, Story as InkStory } from 'inkjs/full'
import { createActor } from 'xstate'
import {
  Checker,
  machineContext,
  parseDocument,
  previewMachine,
  startRun,
  stepScene,
  takeStep,
  type Document,
  type StoryMachine,
} from '../src/story'

interface Given {
  readonly document: unknown
  readonly machine: StoryMachine
  readonly ways: readonly (readonly string[])[]
  readonly ink: string
}

/** An engine with the story loaded: take every way from the start; gives something that depends on where each ends. */
type Engine = () => unknown

const ROUNDS = 25
/** The other engines would take seconds for all ways: they are given one in so many. */
const SLOW_SHARE = 40
const EDITS = 200

const NOWHERE = { options: [], ending: null }

const given = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Given
const { machine, ways } = given
const machineText = JSON.stringify(machine)

const loading = {
  ours: () => byRules(JSON.parse(machineText) as StoryMachine),
  XState: () => byXState(JSON.parse(machineText) as StoryMachine),
  ink: inkLoader(given.ink),
}
const fewer = ways.slice(0, Math.ceil(ways.length / SLOW_SHARE))
// Ours and its bound first: the compiler of a page where no other engine has run knows only our own shapes.
const rates = {
  ...measure({ ours: byRules(machine)(ways), bare: bare() }, count(ways)),
  ...measure({ XState: loading.XState()(fewer), ink: loading.ink()(fewer) }, count(fewer)),
}
const load = Object.fromEntries(
  Object.entries(loading).map(([name, act]) => [name, median(Array.from({ length: 5 }, () => milliseconds(act)))]),
)
console.log(JSON.stringify({ steps: rates, load, edit: recheck(parseDocument(given.document)) }))

type Ways = Given['ways']

/** The machine's scenes read into a table, and the rules. */
function byRules(read: StoryMachine): (ways: Ways) => Engine {
  const scenes = scenesOf(read)
  const context = machineContext(read)
  return (ways) => () =>
    ways.map((way) => {
      const run = startRun(read.initial, context)
      for (const option of way) takeStep(scenes, run, option)
      return run.scene
    })
}

function scenesOf(read: StoryMachine) {
  return new Map(Object.keys(read.states).map((id) => [id, stepScene(read, id) ?? NOWHERE] as const))
}

/** Where each option leads, and nothing else: no conditions, no effects, nothing remembered. */
function bare(): Engine {
  const table = new Map(
    [...scenesOf(machine)].map(([id, { options }]) => [
      id,
      new Map(options.map(({ id, target }) => [id, target ?? ''])),
    ]),
  )
  return () =>
    ways.map((way) => {
      let scene = machine.initial
      for (const option of way) scene = table.get(scene)?.get(option) ?? ''
      return scene
    })
}

function byXState(read: StoryMachine): (ways: Ways) => Engine {
  const logic = previewMachine(read)
  createActor(logic).start().stop() // XState resolves a machine when it is first run
  return (ways) => () =>
    ways.map((way) => {
      const actor = createActor(logic).start()
      for (const option of way) actor.send({ type: option })
      return (actor.getSnapshot() as { value: string }).value
    })
}

/** Compiles once; loading is what a reader's browser would do with the outcome. */
function inkLoader(source: string): () => (ways: Ways) => Engine {
  const compiled = new Compiler(source).Compile().ToJson() ?? ''
  return () => {
    const story = new InkStory(compiled)
    return (ways) => () =>
      ways.map((way) => {
        story.ResetState()
        story.ContinueMaximally()
        for (const option of way) {
          story.ChooseChoiceIndex(story.currentChoices.findIndex(({ text }) => text === option))
          story.ContinueMaximally()
        }
        return story.currentChoices.length
      })
  }
}

/** The median over edits that each lead one option elsewhere, with all the story's problems listed after each. */
function recheck(document: Document): number {
  const checker = new Checker(document, new Map([['picture', 'ready']]))
  const ids = [...document.scenes.keys()]
  const times = [...document.scenes.values()].slice(0, EDITS).map((scene, at) => {
    const [first, ...others] = scene.data.options
    const options = first ? [{ ...first, target: ids[(at * 7919) % ids.length] ?? null }, ...others] : []
    const changed = { ...scene, data: { ...scene.data, options } }
    document = { ...document, scenes: new Map(document.scenes).set(scene.id, changed) }
    return milliseconds(() => {
      checker.recheck(document)
      checker.problems()
    })
  })
  return median(times)
}

/** Steps a second by the median of rounds in which all take turns: a machine whose speed drifts does so for all. */
function measure(engines: Record<string, Engine>, steps: number): Record<string, number> {
  const taken = Object.entries(engines).map(([name, engine]) => ({ name, engine, times: [] as number[] }))
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { engine, times } of taken) {
      engine() // the others have left nothing of this one's in the processor's caches
      times.push(milliseconds(engine))
    }
  return Object.fromEntries(taken.map(({ name, times }) => [name, (steps / median(times)) * 1000]))
}

/** Of processor time: nothing here waits, and a busy machine shall not count. */
function milliseconds(act: () => unknown): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN
}

function count(ways: Ways): number {
  return ways.reduce((steps, way) => steps + way.length, 0)
}
