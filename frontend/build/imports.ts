import type { Plugin } from 'vite'

/** The module by which Vite has the style sheets and imports of a module fetched along with it. */
const HELPER = '\0vite/preload-helper.js'

/** For what is imported later and has neither: plain `import()`, without half a kilobyte of Vite's own on the way. */
export function plainImports(): Plugin {
  return {
    name: 'fabula-plain-imports',
    enforce: 'pre',
    load: (id) => (id === HELPER ? 'export const __vitePreload = (load) => load()' : undefined),
  }
}
