import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { strictBuild } from './build/strict.ts'

/** The editor: a single-page app served from the root of `app.`. */
export default defineConfig({
  plugins: [vue()],
  build: { ...strictBuild, outDir: 'dist/app' },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    restoreMocks: true,
  },
})
