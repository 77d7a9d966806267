/** Canonical JSON (RFC 8785): the same value is the same bytes, in Python and in JavaScript. */

/** The value as canonical JSON; members that are undefined are left out. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) => (isPlain(held) ? sorted(held) : held))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JavaScript sorts strings by UTF-16 code unit, as RFC 8785 (3.2.3) asks. */
function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
