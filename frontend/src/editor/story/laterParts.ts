/** What of the story screen nobody waits for: the canvas comes first. */
import { later, laterCode } from '../../ui/later'

const outline = withWords(() => import('./outline/StoryOutline.vue'))

/** Called ahead, so that the map gives way to an outline that is there. Raises PartNotLoaded. */
export const loadOutline = laterCode(outline)
export const StoryOutline = later(outline)
export const NothingYet = later(withWords(() => import('./canvas/NothingYet.vue')))
export const LayoutNote = later(withWords(() => import('./arrange/LayoutNote.vue')))
export const ConnectDialog = later(withWords(() => import('./outline/ConnectDialog.vue')))
export const PublishDialog = later(withWords(() => import('../publish/PublishDialog.vue')))
export const UnsettledDialog = later(withWords(() => import('./UnsettledDialog.vue')))
export const CanvasMenu = later(withWords(() => import('./commands/CanvasMenu.vue')))
export const CommandPalette = later(withWords(() => import('./commands/CommandPalette.vue')))
export const HelpSheet = later(withWords(() => import('./commands/HelpSheet.vue')))
export const SearchPanel = later(withWords(() => import('./commands/SearchPanel.vue')))
export const CompanyList = later(withWords(() => import('./presence/CompanyList.vue')))
export const StoryPanel = later(withWords(() => import('./panel/StoryPanel.vue')))
export const ScenePanel = later(withWords(() => import('./panel/ScenePanel.vue')))
export const VariablesPanel = later(withWords(() => import('./panel/VariablesPanel.vue')))
export const ProblemsPanel = later(withWords(() => import('./problems/ProblemsPanel.vue')))
export const SettingsPanel = later(withWords(() => import('./panel/SettingsPanel.vue')))
export const PreviewPanel = later(withWords(() => import('./preview/PreviewPanel.vue')))

/** Load a part along with the words of all these parts: it does not come without them. */
function withWords<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return async () => {
    const [part, words] = await Promise.all([load(), import('./laterCatalogue')])
    return words && part
  }
}
