/** Whether a client takes a content coding (RFC 9110, 12.5.3): named with a weight above 0, or meant by `*`. Pure. */
export function accepts(header: string, coding: string): boolean {
  const weights = new Map(header.split(',').map(weighed))
  return (weights.get(coding) ?? weights.get('*') ?? 0) > 0
}

/** Whether one of the tags that a client has is this one, compared weakly (RFC 9110, 13.1.2). */
export function hasTag(header: string, etag: string): boolean {
  return header.split(',').some((tag) => tag.trim() === '*' || opaque(tag) === opaque(etag))
}

function weighed(part: string): [string, number] {
  const [name = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase())
  const weight = parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1'
  return [name, Number(weight)]
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, '')
}
