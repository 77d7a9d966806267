import type { BuildOptions } from 'vite'

/**
 * What both builds have in common: nothing inline, because the pages' content security policy allows no inline script,
 * style or font; every name but the page's holds its content's hash, so that it may be cached for ever.
 */
export const strictBuild = {
  target: 'es2022',
  assetsDir: 'a',
  assetsInlineLimit: 0,
  emptyOutDir: true,
  modulePreload: { polyfill: false },
  sourcemap: false,
} satisfies BuildOptions
