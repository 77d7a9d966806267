/** The worker that lays scenes out, so that nothing on the screen waits for it. */
import type { Graph } from './graph'
import { layOut } from './layout'

addEventListener('message', ({ data }: MessageEvent<Graph>) => postMessage(layOut(data)))
