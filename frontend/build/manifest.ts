import { readFile } from 'node:fs/promises'
import type { Plugin, Rollup } from 'vite'

/** What the maker of story pages has to know of a build; keys are paths on `read.` without their leading slash. */
export interface ReaderManifest {
  /** Key of the module the page loads. */
  script: string
  /** Keys of the modules that it imports at once, worth a `modulepreload`. */
  imports: string[]
  /** The whole style sheet as text: it goes into the page, so that the first picture waits for one answer only. */
  style: string
  /** What a page in a frame adds to it. */
  embedStyle: string
  /** Every key of the build, in order. */
  files: string[]
}

type Output = Rollup.OutputBundle[string]

/** Write `a/manifest.json` beside the reader's files; `embedStyle` is the path of the style sheet for frames. */
export function readerManifest(entry: string, embedStyle: string): Plugin {
  return {
    name: 'fabula-reader-manifest',
    generateBundle: {
      order: 'post', // the style sheet is put together in this hook, too
      async handler(_options, bundle) {
        const framed = { embedStyle: tightened(await readFile(embedStyle, 'utf8')) }
        const source = `${JSON.stringify({ ...describe(entry, Object.values(bundle)), ...framed }, null, 1)}\n`
        this.emitFile({ type: 'asset', fileName: 'a/manifest.json', source })
      },
    },
  }
}

function describe(entry: string, outputs: Output[]): Omit<ReaderManifest, 'embedStyle'> {
  const script = outputs.find((output) => output.type === 'chunk' && output.isEntry && output.name === entry)
  if (script?.type !== 'chunk') throw new Error(`the build has no entry ${entry}`)
  return {
    script: script.fileName,
    imports: script.imports,
    style: outputs.filter(isStyle).map(textOf).join(''),
    files: outputs.map((output) => output.fileName).sort(),
  }
}

function isStyle(output: Output): output is Rollup.OutputAsset {
  return output.type === 'asset' && output.fileName.endsWith('.css')
}

function textOf(asset: Rollup.OutputAsset): string {
  return typeof asset.source === 'string' ? asset.source : new TextDecoder().decode(asset.source)
}

/** A style sheet without comments and line breaks; it quotes nothing that either may stand in. */
function tightened(style: string): string {
  return style
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
