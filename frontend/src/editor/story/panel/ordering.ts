/** Where a row lands that is dragged among others. Pure. */

export interface Extent {
  readonly top: number
  readonly bottom: number
}

/** The gap between rows that is nearest: 0 above the first, as many as there are rows below the last. */
export function gapAt(y: number, rows: readonly Extent[]): number {
  return rows.filter(({ top, bottom }) => (top + bottom) / 2 < y).length
}

/** Where a row comes to stand that is put into the gap; the gaps beside it are where it is. */
export function placeInGap(from: number, gap: number): number {
  return gap > from ? gap - 1 : gap
}
