// Reads a Twee or Twine 2 HTML file from standard input with extwee, and prints what it made of it as JSON.
// `node extwee.mjs <extwee's folder> twee|twine`
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , folder, format] = process.argv
console.info = console.warn = console.error // what it complains of is no part of the answer
const { parseTwee, parseTwine2HTML } = await import(pathToFileURL(join(folder, 'index.js')).href)
const story = (format === 'twee' ? parseTwee : parseTwine2HTML)(readFileSync(0, 'utf8'))
process.stdout.write(story.toJSON())
