/**
 * Walks recorded walks again and names every difference: `node dist/programs/replay.js < walks.jsonl`.
 *
 * Each line is a walk as `infra/agree/walks.py` writes it. Three walk it: the rules on the document, the rules on the
 * compiled machine, and XState running that machine, which cannot go back and so begins anew. A line of JSON is written
 * for each difference, up to a few, and a last one with the counts.
 */
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { isDeepStrictEqual } from 'node:util'
import { createActor, type AnyActor } from 'xstate'
import {
  canonical,
  compileMachine,
  DepthBeyondTrail,
  dumpRun,
  initialContext,
  loadRun,
  machineContext,
  offeredOptions,
  OptionNotOffered,
  parseDocument,
  previewMachine,
  rewind,
  startRun,
  stepScene,
  takeStep,
  type Context,
  type Option,
  type PreviewContext,
  type Run,
  type Shown,
  type StoryMachine,
} from '../src/story'

/** What a reader has before them. */
interface Seen {
  readonly scene: string
  readonly context: Context
  readonly visited: readonly string[]
  readonly shown: readonly (readonly [option: string, shown: Shown])[]
}

/** The id of an option to take, or the depth to go back to. */
type Move = string | number

interface Walk {
  readonly seed: number
  readonly document: unknown
  /** SHA-256 of the machine as canonical JSON. */
  readonly machine: string
  readonly first: Seen
  /** What was seen after the move; null where it was refused. */
  readonly moves: readonly (readonly [move: Move, seen: Seen | null])[]
}

/** Somebody who can walk a story. */
interface Walker {
  readonly name: string
  /** Whether the move was legal; if not, nothing has changed. */
  move(move: Move): boolean
  see(): Seen
}

interface Scenes {
  get(id: string): { readonly options: readonly Option[]; readonly ending: object | null } | undefined
}

const MOST_TOLD = 20
const NOWHERE = { options: [], ending: null }

class ByRules implements Walker {
  constructor(
    readonly name: string,
    private readonly scenes: Scenes,
    private run: Run,
  ) {}

  move(move: Move): boolean {
    const before = dumpRun(this.run)
    try {
      if (typeof move === 'number') rewind(this.run, move)
      else takeStep(this.scenes, this.run, move)
    } catch (error) {
      if (!(error instanceof OptionNotOffered || error instanceof DepthBeyondTrail)) throw error
      if (!isDeepStrictEqual(dumpRun(this.run), before))
        throw new Error('What was refused changed the run', { cause: error })
      return false
    }
    this.run = loadRun(dumpRun(this.run))
    return true
  }

  see(): Seen {
    const { scene, context, visited } = dumpRun(this.run)
    const offers = offeredOptions(this.scenes.get(scene) ?? NOWHERE, this.run.context, this.run.visited)
    return { scene, context, visited, shown: offers.map(({ option, shown }) => [option.id, shown]) }
  }
}

/** XState says what is offered by what it can do; how the rest is shown is not its to say. */
class ByXState implements Walker {
  readonly name = 'XState'
  private taken: readonly string[] = []
  private actor: AnyActor

  constructor(private readonly machine: StoryMachine) {
    this.actor = this.begin()
  }

  move(move: Move): boolean {
    if (typeof move === 'number') {
      if (move < 0 || move > this.taken.length) return false
      this.taken = this.taken.slice(0, move)
      this.actor = this.begin()
      for (const option of this.taken) this.actor.send({ type: option })
      return true
    }
    const can = this.snapshot().can({ type: move })
    this.actor.send({ type: move }) // what is not offered is sent too: it must stay where it is
    if (can) this.taken = [...this.taken, move]
    return can
  }

  see(): Seen {
    const { value, context, can } = this.snapshot()
    const { $visited, ...variables } = context
    const options = stepScene(this.machine, value)?.options ?? []
    const shown = options.filter(({ id }) => can({ type: id })).map(({ id }) => [id, 'offered'] as const)
    return { scene: value, context: variables as Context, visited: [...$visited].sort(), shown }
  }

  private begin(): AnyActor {
    return createActor(previewMachine(this.machine)).start()
  }

  private snapshot() {
    const snapshot = this.actor.getSnapshot() as { value: string; context: PreviewContext; can(event: object): boolean }
    return { value: snapshot.value, context: snapshot.context, can: snapshot.can.bind(snapshot) }
  }
}

class Differences {
  count = 0

  tell(difference: object): void {
    this.count += 1
    if (this.count <= MOST_TOLD) console.log(JSON.stringify(difference))
  }
}

/** Walk it three times; the moves made. */
function replay(walk: Walk, differences: Differences): number {
  const document = parseDocument(walk.document)
  const machine = compileMachine(document, new Map(), { storyId: 'agree', version: 1 })
  const hash = createHash('sha256').update(canonical(machine)).digest('hex')
  if (hash !== walk.machine) differences.tell({ seed: walk.seed, who: 'the compiler', expected: walk.machine, hash })
  const onDocument: Scenes = { get: (id) => document.scenes.get(id)?.data }
  const onMachine: Scenes = { get: (id) => stepScene(machine, id) }
  const walkers = [
    new ByRules('rules on the document', onDocument, startRun(machine.initial, initialContext(document))),
    new ByRules('rules on the machine', onMachine, startRun(machine.initial, machineContext(machine))),
    new ByXState(machine),
  ]
  for (const walker of walkers) follow(walk, walker, differences)
  return walk.moves.length
}

/** Up to the first difference: what comes after would only follow from it. */
function follow(walk: Walk, walker: Walker, differences: Differences): void {
  let expected = walk.first
  const agrees = () => isDeepStrictEqual(walker.see(), walker instanceof ByXState ? offeredOnly(expected) : expected)
  let at = 0
  let same = agrees()
  while (same && at < walk.moves.length) {
    const [move, seen] = walk.moves[at] ?? ['', null]
    const legal = walker.move(move)
    expected = seen ?? expected
    same = legal === (seen !== null) && agrees()
    at += 1
  }
  if (!same) differences.tell({ seed: walk.seed, who: walker.name, at, move: walk.moves[at - 1], saw: walker.see() })
}

function offeredOnly(seen: Seen): Seen {
  return { ...seen, shown: seen.shown.filter(([, shown]) => shown === 'offered') }
}

const differences = new Differences()
let walks = 0
let moves = 0
for await (const line of createInterface({ input: process.stdin })) {
  moves += replay(JSON.parse(line) as Walk, differences)
  walks += 1
}
console.log(JSON.stringify({ walks, moves, differences: differences.count }))
