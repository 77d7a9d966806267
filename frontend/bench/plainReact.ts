/** React Flow as its guide has it: every scene given, only the visible ones rendered. */
import { applyNodeChanges, Handle, Position, ReactFlow, type Node, type NodeChange } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { createElement, memo, useCallback, useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { Document as StoryDocument, Scene } from '../src/story/model'
import './nodes.css'
import { START, type BenchPicture } from './story'

export function show(
  place: HTMLElement,
  story: StoryDocument,
  pictures: readonly BenchPicture[],
  whole: boolean,
): void {
  const given = [...story.scenes.values()].map((scene) => ({
    id: scene.id,
    type: 'scene',
    position: { ...scene.position },
    data: { scene },
  }))
  const edges = [...story.scenes.values()].flatMap((scene) =>
    scene.data.options.map(({ id, target }) => ({
      id: `${scene.id}:${id}`,
      source: scene.id,
      sourceHandle: id,
      target: target ?? '',
    })),
  )
  const Card = memo(({ data: { scene } }: { data: { scene: Scene } }) => {
    const { title, image, options } = scene.data
    return createElement(
      'div',
      { className: 'plain', 'data-scene': scene.id },
      createElement(Handle, { type: 'target', position: Position.Left }),
      createElement('img', { src: pictures[Number(image.slice(1))]?.url, draggable: false }),
      createElement('b', null, title),
      options.map(({ id, label }) =>
        createElement(
          'div',
          { key: id },
          label,
          createElement(Handle, { id, type: 'source', position: Position.Right }),
        ),
      ),
    )
  })
  const nodeTypes = { scene: Card }
  const App = () => {
    const [nodes, setNodes] = useState<Node[]>(given)
    const changed = useCallback((changes: NodeChange[]) => setNodes((now) => applyNodeChanges(changes, now)), [])
    return createElement(ReactFlow, {
      nodes,
      edges,
      nodeTypes,
      onNodesChange: changed,
      onlyRenderVisibleElements: true,
      fitView: whole,
      minZoom: 0.01,
      defaultViewport: START,
      proOptions: { hideAttribution: true },
    })
  }
  createRoot(place).render(createElement(App, null))
}
