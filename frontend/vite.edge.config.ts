import { defineConfig } from 'vite'

/** The Worker that answers for `app.` and `read.` where this is deployed: one module, with the edge table in it. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'dist/edge',
    minify: false, // what runs is what can be read, and a Worker's size is of no account
    rollupOptions: {
      input: 'src/edge/worker.ts',
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: 'worker.js' },
    },
  },
})
