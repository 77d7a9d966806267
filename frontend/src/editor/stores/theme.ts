import { useLocalStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { watchEffect } from 'vue'

export type Theme = 'system' | 'light' | 'dark'

/** The chosen theme, kept in this browser. `public/theme.js` applies it before the first paint. */
export const useTheme = defineStore('theme', () => {
  const chosen = useLocalStorage<Theme>('fabula-theme', 'system')

  watchEffect(() => {
    if (chosen.value === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen.value
  })

  return { chosen }
})
