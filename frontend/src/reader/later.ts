/** What a reader may want after the first scene, fetched once the page has nothing better to do. */
export { addFonts } from './fonts'
export { openPath } from './path'
export { share } from './share'
