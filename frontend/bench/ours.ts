/** Our canvas, as the story screen uses it, on a draft in memory. */
import { createPinia } from 'pinia'
import { TooltipProvider } from 'reka-ui'
import { createApp, defineComponent, h, ref, shallowRef } from 'vue'
import { i18n } from '../src/editor/i18n'
import StoryCanvas from '../src/editor/story/canvas/StoryCanvas.vue'
import type { PictureView } from '../src/editor/story/upload/pictureView'
import { apply } from '../src/story/edits'
import type { Document as StoryDocument, Position, Scene } from '../src/story/model'
import type { Problem } from '../src/story/problem'
import '../src/ui/styles.css'
import type { BenchPicture } from './story'

interface Canvas {
  zoomTo(scenes: Iterable<string>): void
}

export function show(place: HTMLElement, story: StoryDocument, pictures: readonly BenchPicture[]): void {
  const document = shallowRef(story)
  const selected = shallowRef<ReadonlySet<string>>(new Set())
  const canvas = ref<Canvas>()
  const middle = near(story)
  const views = pictures.map(viewOf)
  // As on the story screen, where these are another only when they differ.
  const problems = new Map<string, readonly Problem[]>()
  const pictureOf = (scene: Scene): PictureView => views[Number(scene.data.image.slice(1))] ?? { kind: 'none' }
  const Screen = defineComponent({
    setup: () => () =>
      h(TooltipProvider, null, () =>
        h(StoryCanvas, {
          ref: canvas,
          document: document.value,
          selected: selected.value,
          selectedLink: null,
          selectedGroup: null,
          previewing: null,
          problems,
          pictureOf,
          onClick: (scene: string) => (selected.value = new Set([scene])),
          onSelect: (scene: string | null) => (selected.value = new Set(scene === null ? [] : [scene])),
          onSelectAll: (scenes: Iterable<string>) => (selected.value = new Set(scenes)),
          onMoved: (places: ReadonlyMap<string, Position>) => {
            for (const [scene, position] of places) {
              document.value = apply(document.value, { type: 'scene.moved', scene, position })
            }
          },
        }),
      ),
  })
  window.benchType = (title) => {
    document.value = apply(document.value, { type: 'scene.retitled', scene: middle[0] ?? '', title })
  }
  window.benchNear = () => canvas.value?.zoomTo(middle.slice(0, 6))
  window.benchSelect = (count) => (selected.value = new Set(middle.slice(0, count)))
  createApp(Screen).use(createPinia()).use(i18n).mount(place)
}

/** The scenes around the story's middle, the nearest first. */
function near({ scenes }: StoryDocument): string[] {
  const all = [...scenes.values()]
  const middle = all[Math.floor(all.length / 2 + Math.sqrt(all.length * 1.2) / 2)]?.position ?? { x: 0, y: 0 }
  const far = ({ position }: Scene): number => Math.hypot(position.x - middle.x, position.y - middle.y)
  return all.toSorted((one, other) => far(one) - far(other)).map((scene) => scene.id)
}

function viewOf({ url, placeholder }: BenchPicture): PictureView {
  const sources = [{ type: 'image/webp' as const, srcset: [{ url, width: 320 }] }]
  return { kind: 'ready', picture: { sources, width: 320, height: 200, placeholder } }
}
