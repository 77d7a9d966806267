import { useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { watchEffect } from 'vue'

export type Theme = 'system' | 'light' | 'dark'
/** How much room controls take: for long work at a desk, less. Fingers always get theirs. */
export type Density = 'roomy' | 'compact'

/** The chosen theme and density, kept in this browser. `public/theme.js` applies them before the first paint. */
export const useTheme = defineStore('theme', () => {
  const chosen = useLocalStorage<Theme>('fabula-theme', 'system')
  const density = useLocalStorage<Density>('fabula-density', 'roomy')

  watchEffect(() => {
    if (chosen.value === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen.value
  })

  watchEffect(() => {
    if (density.value === 'roomy') delete document.documentElement.dataset.density
    else document.documentElement.dataset.density = density.value
  })

  return { chosen, density }
})
