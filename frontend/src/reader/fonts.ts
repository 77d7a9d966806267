/** The prose's font, asked for once the first scene is painted: it competes with nothing a reader waits for. */
import italic from '@fontsource-variable/fraunces/files/fraunces-latin-opsz-italic.woff2?url'
import normal from '@fontsource-variable/fraunces/files/fraunces-latin-opsz-normal.woff2?url'
import italicExt from '@fontsource-variable/fraunces/files/fraunces-latin-ext-opsz-italic.woff2?url'
import normalExt from '@fontsource-variable/fraunces/files/fraunces-latin-ext-opsz-normal.woff2?url'

/** Ranges as Fontsource cuts them. */
const LATIN =
  'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,' +
  'U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD'
const LATIN_EXT =
  'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,' +
  'U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF'

const FACES = [
  [normal, 'normal', LATIN],
  [italic, 'italic', LATIN],
  [normalExt, 'normal', LATIN_EXT],
  [italicExt, 'italic', LATIN_EXT],
] as const

/**
 * Make the faces known where the story is set in them; the browser fetches those whose characters and style stand on the
 * page. Other fonts lie on the reader's device.
 */
export function addFonts(): void {
  if ((document.documentElement.dataset.font ?? 'book') !== 'book') return
  for (const [url, style, unicodeRange] of FACES)
    document.fonts.add(
      new FontFace('Fraunces Variable', `url(${url})`, { style, weight: '100 900', unicodeRange, display: 'swap' }),
    )
}
