const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A new id for a scene or an option: 60 random bits, in letters and digits no one mistakes for another. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => LETTERS[byte % LETTERS.length]).join('')
}
