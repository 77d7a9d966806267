/**
 * What the reader's own browser remembers of one story: where they are, which endings they found, what is still to be
 * sent. A browser that refuses storage (private windows, blocked site data) still reads; it only forgets.
 */
export interface Keep {
  /** The value last put under the name, or undefined: never an exception, whatever lies there. */
  get(name: string): unknown
  /** Keep a value that JSON can carry. */
  put(name: string, value: unknown): void
  /** Another tab of this browser keeps the story's place; this one forgets. */
  isElsewhere?: boolean
}

/** A Keep over `localStorage`, every name below the story's own. */
export function storageKeep(storage: Pick<Storage, 'getItem' | 'setItem'>, story: string): Keep {
  const key = (name: string) => `fabula:${story}:${name}`
  return {
    get(name) {
      try {
        const kept: unknown = JSON.parse(storage.getItem(key(name)) ?? 'null')
        return kept ?? undefined
      } catch {
        return undefined
      }
    },
    put(name, value) {
      try {
        storage.setItem(key(name), JSON.stringify(value))
      } catch {
        // Full or forbidden: reading goes on, this browser will not remember.
      }
    },
  }
}

/** A Keep that lasts as long as the page. */
export function memoryKeep(): Keep {
  const kept = new Map<string, unknown>()
  return { get: (name) => kept.get(name), put: (name, value) => void kept.set(name, value) }
}

/**
 * The Keep for this tab. Only one tab of a story may remember it: two tabs writing one place would make each other's
 * steps wrong, so any further tab reads a session of its own that ends with it.
 */
export function openKeep(story: string): Promise<Keep> {
  return (opened ??= open(story))
}

let opened: Promise<Keep> | undefined

async function open(story: string): Promise<Keep> {
  if (!(await holdForThisTab(`fabula:${story}`))) return { ...memoryKeep(), isElsewhere: true }
  try {
    return storageKeep(window.localStorage, story)
  } catch {
    return memoryKeep()
  }
}

/** True once this tab holds the name, which it does until it closes; browsers without locks are taken at their word. */
function holdForThisTab(name: string): Promise<boolean> {
  const { locks } = navigator as Partial<Navigator> // missing where a page is served over plain http
  if (!locks) return Promise.resolve(true)
  return new Promise((resolve) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null)
        return lock && new Promise<never>(() => {})
      })
      .catch(() => resolve(true))
  })
}
