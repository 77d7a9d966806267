/** Who a session is to the server: an id and a secret made here, so that reading can start without asking anybody. */
export interface Identity {
  id: string
  secret: string
}

/** A new identity: a version 4 UUID and 32 random bytes in base64url (RFC 4648, section 5). */
export function newIdentity(): Identity {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const secret = btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')
  return { id: crypto.randomUUID(), secret }
}
