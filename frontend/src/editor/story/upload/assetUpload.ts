/**
 * One picture on its way: asked for, sent, received, processed. The browser's side of the asset's lifecycle.
 *
 * A lost network interrupts and can be retried from where it stopped; a refusal by the server ends it with a
 * sentence. Given only an asset (after a reload) it watches the processing.
 */
import { assign, emit, fromCallback, fromPromise, setup, type SnapshotFrom } from 'xstate'
import { ApiProblem } from '../../../api/problem'
import type { Asset, UploadGrant } from './transport'
import { UploadRefused } from './uploadRefused'

export interface UploadInput {
  readonly file: File | null
  readonly asset: Asset | null
}

interface UploadContext extends UploadInput {
  readonly grant: UploadGrant | null
  /** 0 to 1, of the bytes sent. */
  readonly progress: number
  readonly looks: number
  /** Storage did not take the last grant: it may not take the next one either. */
  readonly expired: boolean
  readonly sentence: string | null
}

export type PutEvent =
  | { type: 'progress'; share: number }
  | { type: 'sent' }
  | { type: 'interrupted' }
  | { type: 'grant.expired' }
  | { type: 'refused'; sentence: string }

type UploadEvent = PutEvent | { type: 'retry' }

const FIRST_LOOK_MS = 500
const LONGEST_LOOK_MS = 8_000
/** How often to look for a picture another tab may be sending; by then its grant (300 s) is over. */
const LOOKS_FOR_OTHERS = 42

/** Pause before the next look at an asset in processing. */
export function lookDelay(looks: number): number {
  return Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 1.6 ** looks)
}

export const assetUpload = setup({
  types: {
    context: {} as UploadContext,
    input: {} as UploadInput,
    events: {} as UploadEvent,
    emitted: {} as { type: 'asset'; asset: Asset },
  },
  actors: {
    ask: fromPromise<{ asset: Asset; grant: UploadGrant }, { file: File }>(() =>
      Promise.reject(new Error('not provided')),
    ),
    put: fromCallback<{ type: 'stop' }, { file: File; grant: UploadGrant }>(() => undefined),
    receive: fromPromise<Asset, { id: string }>(() => Promise.reject(new Error('not provided'))),
    look: fromPromise<Asset, { id: string }>(() => Promise.reject(new Error('not provided'))),
  },
  actions: { tellAsset: emit(({ context }) => ({ type: 'asset' as const, asset: context.asset! })) },
  delays: { untilNextLook: ({ context }) => lookDelay(context.looks) },
  guards: {
    hasExpired: ({ context }) => context.expired,
    hasFile: ({ context }) => context.file !== null,
    isReady: ({ context }) => context.asset?.state === 'ready',
    hasFailed: ({ context }) => context.asset?.state === 'failed',
    neverArrived: ({ context }) => context.asset?.state === 'granted' && context.looks >= LOOKS_FOR_OTHERS,
  },
}).createMachine({
  id: 'assetUpload',
  context: ({ input }) => ({ ...input, grant: null, progress: 0, looks: 0, expired: false, sentence: null }),
  initial: 'deciding',
  states: {
    deciding: { always: [{ guard: 'hasFile', target: 'asking' }, { target: 'settling' }] },
    asking: {
      invoke: {
        src: 'ask',
        input: ({ context }) => ({ file: context.file! }),
        onDone: {
          target: 'sending',
          actions: assign(({ event }) => ({ asset: event.output.asset, grant: event.output.grant, progress: 0 })),
        },
        onError: [
          {
            guard: ({ event }) => event.error instanceof UploadRefused,
            target: 'refused',
            actions: assign({ sentence: ({ event }) => sentenceOf(event.error) }),
          },
          { target: 'notAsked', actions: assign({ sentence: ({ event }) => sentenceOfWaiting(event.error) }) },
        ],
      },
    },
    sending: {
      entry: 'tellAsset',
      invoke: { src: 'put', input: ({ context }) => ({ file: context.file!, grant: context.grant! }) },
      on: {
        progress: { actions: assign(({ event }) => ({ progress: event.share })) },
        sent: { target: 'receiving', actions: assign({ progress: 1 }) },
        interrupted: 'interrupted',
        'grant.expired': [
          { guard: 'hasExpired', target: 'notAsked' },
          { target: 'asking', actions: assign({ expired: true }) },
        ],
        refused: { target: 'refused', actions: assign(({ event }) => ({ sentence: event.sentence })) },
      },
    },
    receiving: {
      invoke: {
        src: 'receive',
        input: ({ context }) => ({ id: context.asset!.id }),
        onDone: { target: 'settling', actions: assign(({ event }) => ({ asset: event.output })) },
        onError: [
          {
            guard: ({ event }) => event.error instanceof UploadRefused,
            target: 'refused',
            actions: assign({ sentence: ({ event }) => sentenceOf(event.error) }),
          },
          { target: 'notReceived' },
        ],
      },
    },
    settling: {
      entry: 'tellAsset',
      always: [
        { guard: 'isReady', target: 'ready' },
        { guard: 'hasFailed', target: 'failed' },
        { guard: 'neverArrived', target: 'lost' },
        { target: 'processing' },
      ],
    },
    processing: { after: { untilNextLook: 'looking' } },
    looking: {
      entry: assign({ looks: ({ context }) => context.looks + 1 }),
      invoke: {
        src: 'look',
        input: ({ context }) => ({ id: context.asset!.id }),
        onDone: { target: 'settling', actions: assign(({ event }) => ({ asset: event.output })) },
        onError: { target: 'processing' },
      },
    },
    notAsked: {
      entry: assign({ expired: false }),
      on: { retry: { target: 'asking', actions: assign({ sentence: null }) } },
    },
    interrupted: { on: { retry: 'sending' } },
    notReceived: { on: { retry: 'receiving' } },
    refused: { type: 'final' },
    failed: { type: 'final', entry: assign(({ context }) => ({ sentence: context.asset?.failure ?? null })) },
    lost: { type: 'final' },
    ready: { type: 'final' },
  },
})

export type UploadPhase = 'sending' | 'processing' | 'interrupted' | 'refused' | 'failed' | 'lost' | 'ready'

const PHASES: Record<SnapshotFrom<typeof assetUpload>['value'], UploadPhase> = {
  deciding: 'sending',
  asking: 'sending',
  sending: 'sending',
  receiving: 'processing',
  settling: 'processing',
  processing: 'processing',
  looking: 'processing',
  notAsked: 'interrupted',
  interrupted: 'interrupted',
  notReceived: 'interrupted',
  refused: 'refused',
  failed: 'failed',
  lost: 'lost',
  ready: 'ready',
}

/** What a card shows of an upload. */
export function phaseOf(snapshot: SnapshotFrom<typeof assetUpload>): UploadPhase {
  return PHASES[snapshot.value]
}

/** The server says when it takes more; a connection that was lost says nothing. */
function sentenceOfWaiting(error: unknown): string | null {
  return error instanceof ApiProblem && error.status === 429 ? error.message : null
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}
