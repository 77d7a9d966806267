/** Where what is dragged comes to lie: with a scene near it, else on the grid. */
import type { Document as StoryDocument, Position, Scene } from '../../../story/model'
import { laterCode } from '../../../ui/later'
import { boxOf } from './cardShape'
import type { Guides } from './guides'
import { snapped, type Grabbed, type Landing } from './moving'
import type { SceneIndex } from './sceneIndex'
import { around, grown, holds, shifted, type Box, type Level } from './view'

interface Guiding {
  readonly document: () => StoryDocument
  readonly index: () => SceneIndex
  readonly sight: () => Box
  readonly zoom: () => number
  readonly level: () => Level
}

/** More than these are not lined up by hand. */
const MOST = 20
/** So near a line is meant, in pixels of the screen. */
const REACH = 6
/** How far beyond what is in sight scenes are looked at, so that they need not be again at once. */
const BEYOND = 0.25

/** What lines there are for what is dragged, and for which part of the plane that holds. */
interface Known {
  readonly of: Grabbed
  readonly box: Box
  readonly region: Box
  readonly guides: Guides
}

/** Fetched in idle time: cards are seen sooner without it, and until then what is dragged lies on the grid. */
let Lines: typeof Guides | null = null
laterCode(async () => (Lines = (await import('./guides')).Guides))

export function useGuides({ document: story, index, sight, zoom, level }: Guiding) {
  let known: Known | null = null

  function landing(of: Grabbed, by: Position): Landing {
    const onGrid = snapped(of.at, by)
    if (of.group !== null || of.scenes.size > MOST || level() === 'tile') return { by: onGrid, guides: [] }
    if (known?.of !== of || !holds(known.region, sight())) known = gather(of)
    if (!known) return { by: onGrid, guides: [] }
    const { x, y, guides } = known.guides.near(shifted(known.box, by), REACH / zoom())
    return { by: { x: x === null ? onGrid.x : by.x + x, y: y === null ? onGrid.y : by.y + y }, guides }
  }

  function gather(of: Grabbed): Known | null {
    const dragged = [...of.scenes].map((id) => story().scenes.get(id)).filter((scene) => scene !== undefined)
    const box = around(dragged.map(boxOf))
    const region = grown(sight(), BEYOND)
    const resting = (scene: Scene) => !of.scenes.has(scene.id)
    return Lines && box && { of, box, region, guides: new Lines(index().within(region).filter(resting)) }
  }

  return { landing }
}
