/**
 * The story's pure core: the document, its edits, the rules of reading, the machine and the problems.
 *
 * The reader imports the modules it needs one by one, so that nothing of Markdown or XState comes along.
 */
export {
  COLOUR_SHAPE,
  ID_SHAPE,
  IFID_SHAPE,
  LANGUAGE_SHAPE,
  LINK_SHAPE,
  MAX_ALT,
  MAX_CONDITION_DEPTH,
  MAX_CONDITION_PARTS,
  MAX_DOCUMENT_BYTES,
  MAX_EFFECTS,
  MAX_GROUPS,
  MAX_HINT,
  MAX_LABEL,
  MAX_LINK,
  MAX_OPTIONS,
  MAX_POINTS,
  MAX_SCENES,
  MAX_STRING_VALUE,
  MAX_SUMMARY,
  MAX_TAG,
  MAX_TAGS,
  MAX_TEXT,
  MAX_TITLE,
  MAX_VARIABLES,
  newDocument,
  newOption,
  newScene,
  PLACEHOLDER,
  PLAIN_THEME,
  SCHEMA,
} from './model'
export type {
  Add,
  AllOf,
  AnyOf,
  AssetId,
  Compare,
  Condition,
  Document,
  Effect,
  Ending,
  Font,
  Group,
  GroupId,
  Hotspot,
  Not,
  Operator,
  Option,
  OptionId,
  Point,
  Position,
  Scene,
  SceneData,
  SceneId,
  SetTo,
  Size,
  Theme,
  Toggle,
  Value,
  Variable,
  VariableName,
  VariableType,
  Visited,
  WhenLocked,
} from './model'
export { apply, EditRefused, existencesAbove, inverse, keys } from './edits'
export type { Edit, GroupEdit, GroupFieldEdit, OptionEdit, SceneEdit, SentEdit, StoryEdit, VariableEdit } from './edits'
export { difference, editsBetween, NotRepresentable, type Change, type FieldChange } from './difference'
export { carry, follow, proposeMap, withMoves, type Carrying, type MigrationMap, type Moves } from './carrying'
export { documentJson, type DocumentJson } from './documentJson'
export { DocumentInvalid, parseDocument, parseScene } from './parse'
export { findRedo, findUndo, type HistoryEntry, type Overtaken, type TakingBack } from './undoing'
export { SchemaTooNew, upcastDocument, upcastEdit, upcastScene } from './upcasting'
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
export type { Chosen } from './chosen'
export type { Beginning, Chunk, ChunkName, FileHash, Head, Index } from './chunks'
export { previewMachine, type PreviewContext } from './xstate'
export { Checker, findProblems, STRUCTURAL_CODES, type AssetState, type Problem } from './problems'
export { placeholders } from './references'
