const LETTERS = 'abcdefghijkmnpqrstuvwxyz'

/** A new id for a scene or an option: some 60 random bits in letters, so that it is a name in CSS and URLs alike. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(13))].map((byte) => LETTERS[byte % LETTERS.length]).join('')
}
