/**
 * The story's pure core: the document, its edits, the rules of reading, the machine and the problems.
 *
 * The reader imports the modules it needs one by one, so that nothing of Markdown or XState comes along.
 */
export * from './model'
export { apply, EditRefused, existencesAbove, inverse, keys } from './edits'
export type { Edit, GroupEdit, OptionEdit, SceneEdit, SentEdit, StoryEdit, VariableEdit } from './edits'
export { DocumentInvalid, documentJson, parseDocument, parseScene, type DocumentJson } from './parse'
export { canonical } from './canonical'
export { render } from './markdown'
export {
  applyEffects,
  conditionHolds,
  DepthBeyondTrail,
  dumpRun,
  fillIn,
  initialContext,
  loadRun,
  offeredOptions,
  OptionNotOffered,
  rewind,
  startRun,
  takeStep,
} from './rules'
export type {
  Context,
  OfferedOption,
  Run,
  Shown,
  StepOption,
  StepScene,
  StepScenes,
  StoredRun,
  TrailEntry,
  VisitedScenes,
} from './rules'
export { compileMachine, machineContext, stepScene } from './machine'
export type {
  MachineContext,
  MachineOf,
  MachineOption,
  MachineScene,
  MachineState,
  MachineTransition,
  Picture,
  PictureFile,
  PictureSource,
  StoryMachine,
} from './machine'
export { previewMachine, type PreviewContext } from './xstate'
export { findProblems, type AssetState, type Problem } from './problems'
export { placeholders } from './references'
