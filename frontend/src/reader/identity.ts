/** Who a session is to the server: an id and a secret made here, so that reading can start without asking anybody. */
export interface Identity {
  id: string
  secret: string
}

/** A new identity: a version 4 UUID and 32 random bytes in base64url (RFC 4648, section 5). */
export function newIdentity(): Identity {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const secret = btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  return { id: uuid(), secret }
}

/** `crypto.randomUUID` is missing where a page is served over plain http; the same 122 random bits by hand there. */
function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
