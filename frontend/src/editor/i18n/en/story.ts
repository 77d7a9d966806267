export { story } from '../../story/messages.en'
