/** Pictures are dropped on the plane, and become scenes side by side. */
import type { Position } from '../../../story/model'
import { carriesFiles, filesOf } from '../upload/files'
import { CARD_WIDTH } from './cardShape'

const GAP = 64

interface FileDrop {
  readonly placeAt: (point: { clientX: number; clientY: number }) => Position
  readonly dropped: (at: Position, file: File) => void
}

export function useFileDrop({ placeAt, dropped }: FileDrop) {
  function hover(event: DragEvent): void {
    if (carriesFiles(event.dataTransfer)) event.preventDefault()
  }

  function drop(event: DragEvent): void {
    const { x, y } = placeAt(event)
    filesOf(event.dataTransfer).forEach((file, index) => dropped({ x: x + index * (CARD_WIDTH + GAP), y }, file))
  }

  return { hover, drop }
}
