/** Canonical JSON (RFC 8785): the same value is the same bytes, in Python and in JavaScript. */

/** The JSON value as canonical JSON; members that are undefined are left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  // Written by hand, because JSON.stringify would put keys such as "9" first, whatever their order. JavaScript sorts
  // strings by UTF-16 code unit, as RFC 8785 (3.2.3) asks.
  const members = Object.entries(value).filter(([, held]) => held !== undefined)
  members.sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(',')}}`
}
