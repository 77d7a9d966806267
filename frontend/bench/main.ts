/** One editor with the same story in it: `?editor=ours|vue|react&scenes=5000&whole`. What it was measured by, `infra/bench/editor.py` says. */
import { bigStory, type BenchPicture } from './story'

const asked = new URLSearchParams(location.search)
const scenes = Number(asked.get('scenes') ?? 5_000)
const whole = asked.has('whole')
const app = document.getElementById('app')
const pictures = (await (await fetch('pictures.json')).json()) as BenchPicture[]
const story = bigStory(scenes, pictures.length)
const editors = { ours: () => import('./ours'), vue: () => import('./plainVue'), react: () => import('./plainReact') }
const { show } = await editors[(asked.get('editor') ?? 'ours') as keyof typeof editors]()

if (app) {
  // Whatever was fetched is there; what is measured begins with the draft in memory.
  await Promise.all(pictures.map(({ url }) => fetch(url)))
  await new Promise((resolve) => setTimeout(resolve, 200))
  window.benchBegan = performance.now()
  show(app, story, pictures, whole)
}

declare global {
  interface Window {
    benchBegan: number
    /** Set a scene's title, as typing in the panel does. */
    benchType?: (title: string) => void
    /** Look at a few scenes, near. */
    benchNear?: () => void
    /** Select the scenes in sight and around, so many. */
    benchSelect?: (count: number) => void
  }
}
