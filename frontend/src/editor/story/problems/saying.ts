/** Problems without the ids of scenes and options that have no name: the rules know no other, creators never see them. */
import type { Document as StoryDocument, Scene } from '../../../story/model'
import type { Problem } from '../../../story/problem'
import { i18n } from '../../i18n'
import { beginningOf, shortened } from '../outline/words'

const { t } = i18n.global

/** What a scene is called; without a title, by how its text begins, or by an option of it. */
export function nameOf({ data }: Scene): string {
  if (data.title) return data.title
  const words = shortened(beginningOf(data.text)) || data.options.find(({ label }) => label)?.label
  return words ? t('story.scene.untitledWith', { words }) : t('story.scene.untitled')
}

/** The problem's sentence, with the names of what is in the document. */
export function sentenceOf(problem: Pick<Problem, 'sentence' | 'scene' | 'option' | 'code'>, document: StoryDocument) {
  const scene = problem.scene === null ? undefined : document.scenes.get(problem.scene)
  if (!scene) return problem.sentence
  let sentence = problem.sentence
  if (!scene.data.title) sentence = sentence.replaceAll(`“${scene.id}”`, () => nameOf(scene))
  const option = scene.data.options.find(({ id }) => id === problem.option)
  // Where two have one id, that is what it is about.
  if (!option || option.label || problem.code === 'duplicate-option-id') return sentence
  return sentence.replaceAll(`“${option.id}”`, () => `“${t('story.scene.noLabel')}”`)
}

/** Problems as they are said; what is said as the rules say it stays the same. */
export function inWords(problems: readonly Problem[], document: StoryDocument | null): readonly Problem[] {
  if (!document) return problems
  return problems.map((problem) => {
    const sentence = sentenceOf(problem, document)
    return sentence === problem.sentence ? problem : { ...problem, sentence }
  })
}
