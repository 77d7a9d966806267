import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { coded } from './build/coded.ts'
import { strictBuild } from './build/strict.ts'

/** Parts of Vue and vue-i18n that this app does not use, left out of the build. */
const leftOut = {
  __VUE_OPTIONS_API__: 'false',
  __VUE_I18N_LEGACY_API__: 'false',
  __VUE_I18N_FULL_INSTALL__: 'false',
  __INTLIFY_PROD_DEVTOOLS__: 'false',
  __INTLIFY_DROP_MESSAGE_COMPILER__: 'true',
}

/**
 * What goes into one file, so that it is asked for once and packed better: the packages that every screen needs, and the
 * icons of several screens.
 */
const together = [
  {
    name: 'frame',
    test: /node_modules\/(@vue|vue|@intlify|vue-i18n|vue-router|pinia|openapi-fetch)\//,
    priority: 1,
  },
  { name: 'icons', test: /node_modules\/@lucide\//, minShareCount: 4 },
]

/** The editor: a single-page app served from the root of `app.`. */
export default defineConfig({
  plugins: [vue(), coded()],
  define: leftOut,
  build: { ...strictBuild, outDir: 'dist/app', rolldownOptions: { output: { codeSplitting: { groups: together } } } },
  worker: { format: 'es' },
  test: {
    restoreMocks: true,
    pool: 'threads',
    projects: [
      {
        extends: true,
        // A browser of its own for every file would take three quarters of the time.
        test: {
          name: 'editor',
          environment: 'happy-dom',
          include: ['tests/{editor-*,story,ui}/**/*.test.ts'],
          setupFiles: ['tests/tidy.ts'],
          isolate: false,
        },
      },
      // The story page runs once a visit, and what it begins lasts as long as its page.
      { extends: true, test: { name: 'reader', environment: 'happy-dom', include: ['tests/reader/**/*.test.ts'] } },
      { extends: true, test: { name: 'edge', environment: 'node', include: ['tests/edge/**/*.test.ts'] } },
    ],
  },
})
