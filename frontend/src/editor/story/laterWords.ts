import { learn } from '../i18n'
import { laterStory } from './laterMessages.en'

learn({ story: laterStory })
