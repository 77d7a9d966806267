import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** The pages of `bench editor`: our canvas and others with the same story. Never shipped. */
export default defineConfig({
  root: 'bench',
  base: './',
  plugins: [vue()],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: { target: 'es2022', outDir: '../dist/bench', emptyOutDir: true },
})
