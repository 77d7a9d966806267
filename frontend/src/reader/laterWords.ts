/** The furniture's words that only what comes later says; apart from `words.ts`, so that they come later, too. */
export const LATER_WORDS = {
  pathSoFar: 'Your path so far',
  here: 'You are here',
  close: 'Close',
  linkCopied: 'The link is copied.',
  linkNotCopied: 'The link could not be copied. It is in the address bar.',
} as const
