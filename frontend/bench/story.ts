/** The same story for every editor: scenes in a grid, each with two options that lead mostly nearby. */
import { newDocument, newOption, newScene, type Document as StoryDocument, type Scene } from '../src/story/model'

export interface BenchPicture {
  readonly url: string
  readonly placeholder: string
}

const ACROSS = 320
const DOWN = 360
/** How far ahead the second option may lead. */
const REACH = 28
const ENDS_EVERY = 50

export function bigStory(count: number, pictures: number): StoryDocument {
  const columns = Math.ceil(Math.sqrt(count * 1.2))
  const chance = numbers(7)
  const scenes = new Map<string, Scene>()
  for (let at = 0; at < count; at += 1) {
    const position = { x: (at % columns) * ACROSS, y: Math.floor(at / columns) * DOWN }
    const scene = newScene(`s${at}`, position, `Scene ${at}, by the water`)
    const options = [
      newOption('on', 'Go on', `s${(at + 1) % count}`),
      newOption('round', 'Go round', `s${(at + 2 + (chance() % REACH)) % count}`),
    ]
    const ending = at % ENDS_EVERY === ENDS_EVERY - 1 ? { name: 'Home', link: null } : null
    const data = { ...scene.data, text: 'The boatman holds the rail.', image: `p${at % pictures}`, options, ending }
    scenes.set(scene.id, { ...scene, data })
  }
  return { ...newDocument('Bench'), scenes, start: 's0' }
}

function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state >>> 8
  }
}

/** Where the others look first: where ours does on a narrow screen, at the start. */
export const START = { x: 350, y: 290, zoom: 0.8 }
