/** What of the story screen nobody waits for: the canvas comes first. */
import { later, laterCode } from '../later'

const outline = () => import('./outline/StoryOutline.vue')

/** Called ahead, so that the map gives way to an outline that is there. Raises PartNotLoaded. */
export const loadOutline = laterCode(outline)
export const StoryOutline = later(outline)
export const ConnectDialog = later(() => import('./outline/ConnectDialog.vue'))
export const PublishDialog = later(() => import('../publish/PublishDialog.vue'))
export const UnsettledDialog = later(() => import('./UnsettledDialog.vue'))
export const LeaveDialog = later(() => import('./upload/LeaveDialog.vue'))
export const CommandPalette = later(() => import('./commands/CommandPalette.vue'))
export const HelpSheet = later(() => import('./commands/HelpSheet.vue'))
export const SearchPanel = later(() => import('./commands/SearchPanel.vue'))
export const ScenePanel = later(() => import('./panel/ScenePanel.vue'))
export const VariablesPanel = later(() => import('./panel/VariablesPanel.vue'))
export const ProblemsPanel = later(() => import('./problems/ProblemsPanel.vue'))
export const SettingsPanel = later(() => import('./panel/SettingsPanel.vue'))
export const PreviewPanel = later(() => import('./preview/PreviewPanel.vue'))
