import { learn } from '../i18n'
import { laterStory } from './laterMessages.en'

export const words = { story: laterStory }

learn(words)
