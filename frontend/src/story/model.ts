/**
 * The Fabula document: what a creator writes, as data.
 *
 * The same shapes stand in `chalicelib/stories/model.py`; `tests/vectors/documents.json` holds the two together.
 * Everything is read-only. What is keyed by an id is a Map, because ids such as `constructor` are legal. Numbers are
 * finite and never −0; text holds no U+0000 and no lone surrogate. `parse.ts` makes a document of unknown JSON.
 */

/** Documents of an older one are read through `upcasting.ts`. */
export const SCHEMA = 4

export const MAX_SCENES = 10_000
export const MAX_OPTIONS = 20
export const MAX_VARIABLES = 200
export const MAX_GROUPS = 1_000
export const MAX_EFFECTS = 50
/** Lengths of texts are counted in code points. */
export const MAX_TEXT = 20_000
export const MAX_SUMMARY = 2_000
export const MAX_TITLE = 200
export const MAX_LABEL = 500
export const MAX_HINT = 200
export const MAX_ALT = 2_000
export const MAX_GROUP_TEXT = 1_000
export const MAX_STRING_VALUE = 1_000
export const MAX_LINK = 2_000
export const MAX_TAGS = 50
export const MAX_TAG = 100
export const MAX_POINTS = 64
export const MAX_CONDITION_DEPTH = 10
export const MAX_CONDITION_PARTS = 50
export const MAX_DOCUMENT_BYTES = 8_000_000

/** Ids of scenes, options, groups and assets, and names of variables. */
export const ID_SHAPE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
export const COLOUR_SHAPE = /^#[0-9A-Fa-f]{6}$/
export const LANGUAGE_SHAPE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}$/
export const LINK_SHAPE = /^https?:\/\/[^\s/]\S*$/
/** Treaty of Babel, 2.1: what identifies a work of interactive fiction. */
export const IFID_SHAPE = /^[A-Z0-9-]{8,63}$/
/** A variable named in a text or a label: `{coins}`. */
export const PLACEHOLDER = /\{([A-Za-z0-9][A-Za-z0-9_-]{0,63})\}/g

export type SceneId = string
export type OptionId = string
export type GroupId = string
export type AssetId = string
export type VariableName = string

/** What a variable holds. */
export type Value = boolean | number | string
export type VariableType = 'boolean' | 'number' | 'string'
export type Operator = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'
export type WhenLocked = 'hidden' | 'shown'
export type Font = 'book' | 'plain' | 'typewriter'

/** A place on the editor's canvas, in canvas pixels; y grows downwards. */
export interface Position {
  readonly x: number
  readonly y: number
}

/** A width and height on the editor's canvas, in canvas pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * True if the variable stands in this relation to the value. False when the variable is unknown or of another type
 * (`ne` too), and for an order of booleans.
 */
export interface Compare {
  readonly var: VariableName
  readonly is: Operator
  readonly value: Value
}

/** True once the reader has been in the scene; the scene they stand in counts. */
export interface Visited {
  readonly visited: SceneId
}

/** True if every part is; of none it is true. */
export interface AllOf {
  readonly all: readonly Condition[]
}

/** True if at least one part is; of none it is false. */
export interface AnyOf {
  readonly any: readonly Condition[]
}

/** True if its part is false. */
export interface Not {
  readonly not: Condition
}

export type Condition = Compare | Visited | AllOf | AnyOf | Not

/** The variable becomes the value; nothing happens if it is unknown or of another type. */
export interface SetTo {
  readonly set: VariableName
  readonly to: Value
}

/** The number grows by `by` (may be negative), clamped to ±2⁵³; nothing happens to any other variable. */
export interface Add {
  readonly add: VariableName
  readonly by: number
}

/** The boolean turns into the other one; nothing happens to any other variable. */
export interface Toggle {
  readonly toggle: VariableName
}

export type Effect = SetTo | Add | Toggle

/** A corner as [x, y], fractions of the picture's width and height from its top left corner. */
export type Point = readonly [number, number]

/** The part of a scene's picture that is the option: a closed polygon of at least three corners. */
export interface Hotspot {
  readonly points: readonly Point[]
}

/** What a scene offers its reader. */
export interface Option {
  /** Unique within its scene. */
  readonly id: OptionId
  /** What the reader sees on it; may name variables in braces. */
  readonly label: string
  /** The scene it leads to; null while it is not connected. */
  readonly target: SceneId | null
  /** When it is offered; null is always. */
  readonly condition: Condition | null
  /** What taking it changes, in order. */
  readonly effects: readonly Effect[]
  /** Its place in the picture; null makes it a button below. */
  readonly hotspot: Hotspot | null
  /** While its condition is false: not there at all, or there and greyed out. */
  readonly when_locked: WhenLocked
  /** What the reader is told where it is greyed out; may name variables in braces. Empty says no more than that. */
  readonly hint: string
}

/** What makes a scene final. */
export interface Ending {
  /** What the ending is called, to its reader and in the statistics. */
  readonly name: string
  /** Where the reader may go on to, an http or https address; null is nowhere. */
  readonly link: string | null
}

/** What is in a scene. */
export interface SceneData {
  /** What the creator calls it. */
  readonly title: string
  /** What the reader reads: Markdown (CommonMark, no HTML, no images); may name variables in braces. */
  readonly text: string
  /** The picture, an asset's id; empty while there is none. */
  readonly image: AssetId | ''
  /** The picture in words, for who cannot see it. */
  readonly alt: string
  /** What the reader may choose, in the order shown; of no meaning in an ending. */
  readonly options: readonly Option[]
  /** Set in a final scene. */
  readonly ending: Ending | null
  /** The creator's own; never published. */
  readonly notes: string
  /** The creator's own keywords, each once; never published. */
  readonly tags: readonly string[]
}

/** A node of the graph: picture, words, options. */
export interface Scene {
  /** Unique in the story, opaque, kept for ever. */
  readonly id: SceneId
  /** Vue Flow's kind of node. */
  readonly type: 'scene'
  /** Where it stands on the canvas. */
  readonly position: Position
  readonly data: SceneData
}

/** A titled frame on the canvas, around scenes or around words; the reader never meets it. */
export interface Group {
  readonly id: GroupId
  readonly title: string
  /** A note: plain words that stand in the frame. Empty is none. */
  readonly text: string
  /** #rrggbb. */
  readonly colour: string
  /** Its top left corner. */
  readonly position: Position
  readonly size: Size
}

/** Something the story remembers. */
export interface Variable {
  readonly type: VariableType
  /** Its value when a reader begins; of `type`. */
  readonly initial: Value
}

/** How the reading page looks. */
export interface Theme {
  /** Words under the picture on paper, or over a picture that fills the screen. */
  readonly layout: 'paper' | 'full'
  /** #rrggbb; null is the layout's own. Shown lighter or darker where it would be hard to see. */
  readonly accent: string | null
  /** #rrggbb, of the background, by day; null is the product's own. By night a light one is shown dark. */
  readonly paper: string | null
  /** Of the prose: a book's, the interface's of the reader's device, or a typewriter's. */
  readonly font: Font
  /** The picture that stands for the story in lists and link previews, an asset's id; empty is the start's. */
  readonly cover: AssetId | ''
}

/** A whole story as its creator wrote it. */
export interface Document {
  /** The version of this format. */
  readonly schema: typeof SCHEMA
  /** The work's Treaty of Babel identifier; null while it has none. */
  readonly ifid: string | null
  readonly title: string
  /** One paragraph for link previews and lists; may be empty. */
  readonly summary: string
  /** BCP 47, of the text. */
  readonly language: string
  /** Where every reader begins; null while the creator has not said. */
  readonly start: SceneId | null
  readonly theme: Theme
  /** Whether readers are told how many others chose as they did. */
  readonly reveal_choices: boolean
  readonly variables: ReadonlyMap<VariableName, Variable>
  readonly scenes: ReadonlyMap<SceneId, Scene>
  readonly groups: ReadonlyMap<GroupId, Group>
}

/** How the page of a story looks whose creator has not said. */
export const PLAIN_THEME: Theme = { layout: 'paper', accent: null, paper: null, font: 'book', cover: '' }

/** An empty story. */
export function newDocument(title: string, language = 'en'): Document {
  return {
    schema: SCHEMA,
    ifid: null,
    title,
    summary: '',
    language,
    start: null,
    theme: PLAIN_THEME,
    reveal_choices: false,
    variables: new Map(),
    scenes: new Map(),
    groups: new Map(),
  }
}

/** An empty scene. */
export function newScene(id: SceneId, position: Position, title = ''): Scene {
  const data: SceneData = { title, text: '', image: '', alt: '', options: [], ending: null, notes: '', tags: [] }
  return { id, type: 'scene', position, data }
}

/** An option that is always offered. */
export function newOption(id: OptionId, label: string, target: SceneId | null = null): Option {
  return { id, label, target, condition: null, effects: [], hotspot: null, when_locked: 'hidden', hint: '' }
}
