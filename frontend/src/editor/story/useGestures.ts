/** What the creator's gestures do to the draft: gather, plan (see `draft/plans.ts`), act. */
import { useI18n } from 'vue-i18n'
import type { Edit } from '../../story/edits'
import type { Document as StoryDocument, Group, GroupId, Position, Scene, SceneId } from '../../story/model'
import { say } from '../../ui'
import { NEW_OPTION_HANDLE } from './canvas/graph'
import { isNote } from './arrange/grouping'
import { freePlace, nearestFree } from './canvas/placement'
import { useDraftStore } from './draft/draftStore'
import { planDuplicate, planFollowing, planOption, planScene, planTarget, type Plan } from './draft/plans'
import { linkedBy } from './draft/links'
import { newId } from './ids'
import { commitTyping } from './draft/typing'
import { useUndoWords } from './draft/useUndoWords'
import { planPicture } from './panel/pictureUses'
import { sayWhileLatest } from './sayWhileLatest'
import { useSelectionStore } from './selection'
import { useAssetsStore } from './upload/assetsStore'
import { objectionTo } from './upload/files'

export function useGestures() {
  const { t } = useI18n()
  const draft = useDraftStore()
  const assets = useAssetsStore()
  const selection = useSelectionStore()
  const undoWords = useUndoWords()

  /** Do something; where the draft has moved on beneath it, say so. */
  function act(edits: readonly Edit[]): boolean {
    const done = draft.act(edits)
    if (!done) say(t('story.canvas.notAllowed'))
    return done
  }

  function edit(one: Edit): void {
    act([one])
  }

  function withScene(id: string, then: (scene: Scene, document: StoryDocument) => void): void {
    const scene = draft.document?.scenes.get(id)
    if (scene && draft.document) then(scene, draft.document)
  }

  function perform(plan: Plan): string | null {
    if (!act(plan.edits)) return null
    selection.select(plan.scene)
    return plan.scene
  }

  function addScene(position: Position): string | null {
    if (!draft.document) return null
    return perform(planScene(draft.document, newId, freePlace(draft.document, position)))
  }

  /** A place was pointed at. */
  function addSceneAt(position: Position): string | null {
    if (!draft.document) return null
    return perform(planScene(draft.document, newId, nearestFree(draft.document, position)))
  }

  function addFollowing(id: string): string | null {
    let added: string | null = null
    withScene(id, (scene, document) => {
      const plan = scene.data.ending
        ? planScene(document, newId, freePlace(document, scene.position))
        : planFollowing(document, newId, scene, t('story.scene.newOption'))
      added = perform(plan)
    })
    return added
  }

  /** The id of the option; null where there is none. */
  function addOption(id: string, target: string | null = null): string | null {
    const scene = draft.document?.scenes.get(id)
    const option = newId()
    return scene && act([planOption(scene, () => option, t('story.scene.newOption'), target)]) ? option : null
  }

  /** The id of the copy; null where there is none. */
  function duplicateOption(id: string, option: string): string | null {
    const scene = draft.document?.scenes.get(id)
    const copy = newId()
    const plan = scene ? planDuplicate(scene, () => copy, option) : null
    return plan && act([plan]) ? copy : null
  }

  /** An option, or the handle for a new one, was drawn to a scene. */
  function connect(id: string, handle: string, target: string): void {
    if (handle === NEW_OPTION_HANDLE) addOption(id, target)
    else if (!leadsThere(id, handle, target)) act([{ type: 'option.retargeted', scene: id, option: handle, target }])
  }

  function leadsThere(id: string, option: string, target: string): boolean {
    const scene = draft.document?.scenes.get(id)
    return scene?.data.options.some((each) => each.id === option && each.target === target) ?? false
  }

  /** … or to an empty place: a scene begins there. Its id; null where there is none. */
  function connectToNew(id: string, handle: string, at?: Position, title?: string): string | null {
    let added: string | null = null
    withScene(id, (scene, document) => {
      const plan =
        handle === NEW_OPTION_HANDLE
          ? planFollowing(document, newId, scene, t('story.scene.newOption'), at)
          : planTarget(document, newId, scene, handle, at, title)
      added = perform(plan)
    })
    return added
  }

  function disconnect(link: string): void {
    const { scene, option } = linkedBy(draft.document, link) ?? {}
    if (!scene || !option || option.target === null) return
    act([{ type: 'option.retargeted', scene: scene.id, option: option.id, target: null }])
  }

  function removeOption(link: string): void {
    const { scene, option } = linkedBy(draft.document, link) ?? {}
    if (!scene || !option || !act([{ type: 'option.removed', scene: scene.id, option: option.id }])) return
    offerUndo(t('story.option.removed', { label: option.label || t('story.scene.noLabel') }))
  }

  /** Scenes, and the group they lie in, come to lie elsewhere, in one action. */
  function moveScenes(
    places: ReadonlyMap<SceneId, Position>,
    group: Pick<Group, 'id' | 'position'> | null = null,
  ): void {
    const edits: Edit[] = [...places].map(([scene, position]) => ({ type: 'scene.moved', scene, position }))
    act(group ? [...edits, { type: 'group.moved', group: group.id, position: group.position }] : edits)
  }

  /** Remove groups in one action; their scenes stay where they are. */
  function removeGroups(ids: readonly GroupId[]): void {
    const groups = ids.map((id) => draft.document?.groups.get(id)).filter((group) => group !== undefined)
    const { document } = draft
    const notes = groups.filter((group) => document && isNote(document, group))
    const [first] = groups
    if (!first || !act(groups.map(({ id }) => ({ type: 'group.removed', group: id })))) return
    const n = groups.length
    if (notes.length === n) offerUndo(t('story.group.removedNotes', { n }, n))
    else if (notes.length > 0) offerUndo(t('story.group.removedBoth', { n }))
    else offerUndo(t('story.group.removed', { title: first.title || t('story.group.untitled'), n }, n))
  }

  function removeScene(id: string): void {
    removeScenes([id])
  }

  /** Remove scenes in one action, with the start where it is one of them. */
  function removeScenes(ids: readonly SceneId[]): void {
    const { document } = draft
    const scenes = ids.map((id) => document?.scenes.get(id)).filter((scene) => scene !== undefined)
    const [first] = scenes
    if (!document || !first) return
    const edits: Edit[] = scenes.map(({ id }) => ({ type: 'scene.removed', scene: id }))
    if (!act(edits)) return
    for (const { id } of scenes) assets.cancel(id)
    selection.selectAll([...selection.scenes].filter((id) => draft.document?.scenes.has(id)))
    const n = scenes.length
    if (n > 1) offerUndo(t('story.panel.removedMany', { n }, n))
    else offerUndo(t('story.panel.removed', { title: first.data.title || t('story.scene.untitled') }))
  }

  function removeVariable(name: string): void {
    if (!act([{ type: 'variable.removed', name }])) return
    offerUndo(t('story.variables.removed', { name }))
  }

  /** Under another name everywhere, in one action (see `draft/renaming.ts`). */
  function renameVariable(from: string, to: string, edits: readonly Edit[]): void {
    if (act(edits)) offerUndo(t('story.variables.renamed', { from, to }))
  }

  /** Say what was done with a way back. */
  function offerUndo(text: string): void {
    sayWhileLatest(draft, text, { action: { label: t('story.canvas.undo'), run: () => void undo() } })
  }

  async function undo(): Promise<void> {
    commitTyping()
    const doing = draft.undoes
    const outcome = await draft.undo()
    if (outcome === 'done' && doing) tellUndone(undoWords.undone(doing))
    if (outcome === 'overtaken') say(t('story.canvas.overtaken'))
    if (outcome === 'failed') say(t('story.canvas.undoFailed'), { tone: 'bad' })
  }

  /** One after the other, not one above the other. */
  function tellUndone(text: string): void {
    sayWhileLatest(draft, text, { action: { label: t('story.canvas.redo'), run: redo } })
  }

  function redo(): void {
    if (draft.redo() === 'overtaken') say(t('story.canvas.overtaken'))
  }

  /** Send a file as a scene's picture; the scene names it as soon as the server has a row for it. */
  function sendPicture(id: string, file: File): void {
    const objection = objectionTo(file)
    if (objection) {
      say(t(`story.picture.${objection}`, { name: file.name }), { tone: 'bad' })
      return
    }
    assets.send(id, file, (image) => edit({ type: 'scene.image_set', scene: id, image }))
  }

  function sendPictureToNew(at: Position, file: File): void {
    if (objectionTo(file)) {
      sendPicture('', file)
      return
    }
    const scene = addScene(at)
    if (scene) sendPicture(scene, file)
  }

  /** A picture the story has already. */
  function choosePicture(id: string, image: string): void {
    withScene(id, (scene, document) => {
      const edits = planPicture(document, scene, image)
      if (edits.length === 0) return
      assets.cancel(id)
      if (act(edits) && scene.data.image !== '') offerUndo(t('story.picture.replaced'))
    })
  }

  function removePicture(id: string): void {
    assets.cancel(id)
    withScene(id, (scene) => {
      if (scene.data.image !== '' && act([{ type: 'scene.image_set', scene: id, image: '' }]))
        offerUndo(t('story.picture.removed'))
    })
  }

  return {
    act,
    edit,
    offerUndo,
    addScene,
    addSceneAt,
    addFollowing,
    addOption,
    duplicateOption,
    connect,
    connectToNew,
    disconnect,
    removeOption,
    moveScenes,
    removeGroups,
    removeScene,
    removeScenes,
    removeVariable,
    renameVariable,
    undo,
    redo,
    sendPicture,
    sendPictureToNew,
    choosePicture,
    removePicture,
  }
}
