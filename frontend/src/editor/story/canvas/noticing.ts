import { ReactiveEffect } from 'vue'

/**
 * What is made from what it looks at, and is due again when that has become another. `run` makes it.
 *
 * @param due not called where what was looked at has only been worked out again and is the same, as often in a frame
 */
export function noticing(make: () => void, due: () => void): ReactiveEffect<void> {
  const effect = new ReactiveEffect(make)
  effect.scheduler = () => {
    if (effect.dirty) due()
  }
  return effect
}
