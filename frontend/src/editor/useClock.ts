/** What time it is, for words that tell how long ago something was; the same clock for all that are shown. */
import { createSharedComposable, useNow } from '@vueuse/core'

export const useClock = createSharedComposable(() => useNow({ interval: 20_000 }))
