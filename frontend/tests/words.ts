/** The interface's words, all of them at hand: for components that are mounted without the screen that brings them. */
import.meta.glob('../src/editor/**/{catalogue,laterCatalogue}.ts', { eager: true })
export { i18n } from '../src/editor/i18n'
