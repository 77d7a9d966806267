/** Starts the worker that checks stories, under the page's content security policy. */
import type { Problem } from '../../../story/problems'
import { trustedScript } from '../trusted'
import address from './checkWorker?worker&url'
import type { CheckPorts } from './checks'

export const startWorker: CheckPorts['start'] = (answered, died) => {
  const worker = new Worker(trustedScript(address), { type: 'module', name: 'problems' })
  worker.addEventListener('message', ({ data }: MessageEvent<readonly Problem[]>) => answered(data))
  worker.addEventListener('messageerror', died)
  worker.addEventListener('error', died)
  return worker
}
