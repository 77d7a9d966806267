/** A link as a QR code (ISO/IEC 18004), drawn as one path: the same for the page, for an SVG file and for a picture. */
import { encode } from 'uqr'

export interface QrDrawing {
  /** An SVG path of the dark modules, a unit each; what it leaves out is light. */
  readonly path: string
  /** Width and height, with the quiet zone of four modules that the standard asks for. */
  readonly size: number
}

const QUIET = 4

/** Medium correction: a print may lose some 15 % of it. */
export function drawQr(link: string): QrDrawing {
  const { data, size } = encode(link, { ecc: 'M', border: QUIET })
  return { path: data.flatMap(runs).join(''), size }
}

/** The whole drawing as an SVG file. */
export function qrFile({ path, size }: QrDrawing): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`
  )
}

/** The runs of dark modules in a row, as closed parts of a path. */
function runs(row: readonly boolean[], y: number): string[] {
  const found: string[] = []
  for (let x = 0; x < row.length; x += 1) {
    const from = x
    while (row[x] === true) x += 1
    if (x > from) found.push(`M${from} ${y}h${x - from}v1H${from}z`)
  }
  return found
}
