import { defineConfig } from 'vite'
import { strictBuild } from './build/strict.ts'

/**
 * The story page's service worker: one classic script, because not every browser takes workers made of modules. Its
 * address never changes, so its name holds no hash; built after the reader, into the same place.
 */
export default defineConfig({
  publicDir: false,
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    ...strictBuild,
    outDir: 'dist/read',
    emptyOutDir: false,
    rollupOptions: {
      input: 'src/reader/worker/worker.ts',
      output: { format: 'iife', entryFileNames: 'sw.js' },
    },
  },
})
