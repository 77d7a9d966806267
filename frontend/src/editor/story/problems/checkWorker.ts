/** The worker that checks the story, so that typing never waits for it. */
import { CheckDesk } from './checkDesk'
import type { Question } from './checking'

const desk = new CheckDesk()

addEventListener('message', ({ data }: MessageEvent<Question>) => postMessage(desk.answer(data)))
