import { defineConfig } from 'vite'
import { coded } from './build/coded.ts'
import { plainImports } from './build/imports.ts'
import { readerManifest } from './build/manifest.ts'
import { strictBuild } from './build/strict.ts'

/** The story page's script and style, served below `/a/` of `read.`; the page itself is made when a story is published. */
export default defineConfig({
  publicDir: false,
  plugins: [readerManifest('reader', 'src/reader/embed.css'), plainImports(), coded()],
  build: {
    ...strictBuild,
    outDir: 'dist/read',
    cssCodeSplit: false,
    modulePreload: false, // one small module comes later, by itself
    rollupOptions: {
      input: { reader: 'src/reader/reader.ts' },
      output: {
        entryFileNames: 'a/[name].[hash].js',
        chunkFileNames: 'a/[name].[hash].js',
        assetFileNames: 'a/[name].[hash][extname]',
      },
    },
  },
})
