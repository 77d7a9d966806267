/** Parts of the canvas without which its cards are seen sooner. */
import { later } from '../../../ui/later'

export const OverviewMap = later(() => import('./OverviewMap.vue'))
export const SelectionBox = later(() => import('./SelectionBox.vue'))
