import { defineConfig } from 'vite'

/** Programs for Node made of the front end's sources, to compare and to measure them; nothing of it is deployed. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/programs',
    rollupOptions: { input: { core: 'programs/core.ts', replay: 'programs/replay.ts' } },
  },
})
