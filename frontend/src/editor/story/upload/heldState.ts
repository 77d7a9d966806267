/** How far a picture is, as validation asks for it. */
import type { AssetState } from '../../../story/problems'
import type { Asset } from './transport'

const LARGE_BYTES = 5 * 2 ** 20
const LARGE_PIXELS = 40_000_000

/**
 * The state of a picture of that many bytes, and pixels once they are known.
 *
 * `chalicelib/assets/model.py` says the same; `tests/vectors/held_states.json` holds them together.
 */
export function heldState({
  state,
  size,
  width,
  height,
}: Pick<Asset, 'state' | 'size' | 'width' | 'height'>): AssetState {
  const isLarge = size > LARGE_BYTES || (width ?? 0) * (height ?? 0) > LARGE_PIXELS
  return state === 'ready' && isLarge ? 'large' : state
}
