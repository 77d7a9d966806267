const forgets = new Set<() => void>()

/** Have this done, too, when an account is to be forgotten: by each store that knows something of it. */
export function onAccountForgotten(forget: () => void): void {
  forgets.add(forget)
}

/** Forget what is known of the account that was signed in: another one may come. */
export function forgetAccount(): void {
  for (const forget of forgets) forget()
}
