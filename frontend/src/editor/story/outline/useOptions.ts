/** What is done with one option, from wherever on the story screen. */
import { nextTick, ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Document as StoryDocument, OptionId, SceneId } from '../../../story/model'
import { onPartNotLoaded } from '../../../ui/later'
import { edgeId } from '../canvas/tones'
import type { View } from '../commands/desk'
import { linkedBy } from '../draft/links'
import { planMove } from '../draft/plans'
import { goToPlace } from '../panel/places'
import { useSelectionStore } from '../selection'
import { useGestures } from '../useGestures'

/** Where an option is to lead: to a scene, to one that is still to be made, or nowhere. */
export type Chosen = { readonly scene: SceneId } | { readonly fresh: string } | 'nowhere'

interface Screen {
  readonly story: () => StoryDocument | null
  readonly view: () => View | undefined
  readonly openScene: (scene: SceneId) => Promise<void>
  /** Go to a scene that has just been made. */
  readonly welcome: (scene: SceneId | null) => Promise<void>
}

export function useOptions({ story, view, openScene, welcome }: Screen) {
  const { t } = useI18n()
  const selection = useSelectionStore()
  const gestures = useGestures()
  /** The link of the option of which is asked where it leads. */
  const connecting: Ref<string | null> = ref(null)
  /** What has just been done, for those who do not see it. */
  const said = ref('')
  onPartNotLoaded(() => (connecting.value = null))

  async function addOption(scene: SceneId): Promise<void> {
    const option = gestures.addOption(scene)
    if (option !== null) await showOption(scene, option)
  }

  /** Go to an option that has just been made, and give it words, where options are shown by themselves. */
  async function showOption(scene: SceneId, option: OptionId): Promise<void> {
    await nextTick()
    await view()?.showOption?.(edgeId(scene, option))
    if (view()?.showOption) view()?.rename?.()
  }

  async function openOption(link: string): Promise<void> {
    const linked = linkedBy(story(), link)
    if (!linked) return
    await openScene(linked.scene.id)
    selection.selectLink(link)
    void goToPlace(`option:${linked.option.id}`)
  }

  /** In place, or else in the panel. */
  async function rename(): Promise<void> {
    if (view()?.rename) view()?.rename?.()
    else if (selection.link !== null) await openOption(selection.link)
    else if (selection.scene !== null) {
      await openScene(selection.scene)
      void goToPlace('title')
    }
  }

  async function connectTo(link: string, chosen: Chosen): Promise<void> {
    const { scene, option } = linkedBy(story(), link) ?? {}
    if (!scene || !option) return
    if (chosen === 'nowhere') gestures.disconnect(edgeId(scene.id, option.id))
    else if ('scene' in chosen) gestures.connect(scene.id, option.id, chosen.scene)
    else await welcome(gestures.connectToNew(scene.id, option.id, undefined, chosen.fresh))
  }

  function moveOption(by: -1 | 1): void {
    const { scene, option } = linkedBy(story(), selection.link) ?? {}
    const plan = scene && option ? planMove(scene, option.id, by) : null
    if (!plan || !option || !gestures.act([plan])) return
    const options = linkedBy(story(), selection.link)?.scene.data.options ?? []
    const n = options.findIndex(({ id }) => id === option.id) + 1
    said.value = t('story.option.movedTo', { label: option.label || t('story.scene.noLabel'), n, of: options.length })
  }

  return {
    connecting,
    said,
    addOption,
    showOption,
    openOption,
    rename,
    connect: () => void (connecting.value = selection.link),
    connectTo,
    moveOption,
  }
}
