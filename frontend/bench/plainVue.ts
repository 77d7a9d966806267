/* eslint-disable vue/one-component-per-file -- small, and used nowhere else */
/** Vue Flow as its guide has it: every scene given, only the visible ones rendered. */
import { Handle, Position, VueFlow, type Edge, type Node } from '@vue-flow/core'
import '@vue-flow/core/dist/style.css'
import '@vue-flow/core/dist/theme-default.css'
import { createApp, defineComponent, h } from 'vue'
import type { Document as StoryDocument, Scene } from '../src/story/model'
import './nodes.css'
import { START, type BenchPicture } from './story'

export function show(
  place: HTMLElement,
  story: StoryDocument,
  pictures: readonly BenchPicture[],
  whole: boolean,
): void {
  const nodes: Node<Scene>[] = [...story.scenes.values()].map((scene) => ({
    id: scene.id,
    type: 'scene',
    position: { ...scene.position },
    data: scene,
  }))
  const edges: Edge[] = [...story.scenes.values()].flatMap((scene) =>
    scene.data.options.map(({ id, target }) => ({
      id: `${scene.id}:${id}`,
      source: scene.id,
      sourceHandle: id,
      target: target ?? '',
    })),
  )
  const Card = defineComponent({
    props: { scene: { type: Object as () => Scene, required: true } },
    setup: ({ scene }) => {
      const { title, image, options } = scene.data
      return () =>
        h('div', { class: 'plain', 'data-scene': scene.id }, [
          h(Handle, { type: 'target', position: Position.Left }),
          h('img', { src: pictures[Number(image.slice(1))]?.url, draggable: false }),
          h('b', title),
          options.map(({ id, label }) =>
            h('div', { key: id }, [label, h(Handle, { id, type: 'source', position: Position.Right })]),
          ),
        ])
    },
  })
  const flow = { nodes, edges, onlyRenderVisibleElements: true, minZoom: 0.01, fitViewOnInit: whole }
  createApp({
    render: () =>
      h(
        VueFlow,
        { ...flow, defaultViewport: START },
        { 'node-scene': ({ data }: { data: Scene }) => h(Card, { scene: data }) },
      ),
  }).mount(place)
}
