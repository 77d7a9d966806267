import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Plugin } from 'vite'

const CODED = /\.(js|css|svg)$/
/** Bytes below which it is not worth a file. */
const SMALLEST = 512

/**
 * Lay every file whose name holds its hash down in brotli, too, with `.br` behind its name: as small as it gets, which
 * takes longer than a host has while it sends.
 */
export function coded(): Plugin {
  return {
    name: 'fabula-coded',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const files = Object.values(bundle).filter(({ fileName }) => fileName.startsWith('a/') && CODED.test(fileName))
      for (const file of files) {
        const content = Buffer.from(file.type === 'chunk' ? file.code : file.source)
        if (content.length >= SMALLEST) await writeFile(join(dir, `${file.fileName}.br`), brotliCompressSync(content))
      }
    },
  }
}
