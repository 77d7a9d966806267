/** The furniture's words that only what comes later says; apart from `words.ts`, so that they come later, too. */
export const LATER_WORDS = {
  pathSoFar: 'Your path so far',
  here: 'You are here',
  close: 'Close',
  elsewhere: 'Continue on another device',
  elsewhereHow:
    'Open this link on the other device: it leads to your place. Keep it to yourself, as whoever has it goes on in your place.',
  placeLink: 'Link to your place',
  copyLink: 'Copy link',
  sendLink: 'Send link',
  linkForgotten: 'That link could not be followed, so the story opens as usual here.',
  newer: 'This story has changed since you were here. You go on in its newer version.',
  sceneGone: 'The scene you were in is no longer in this story, so it begins again.',
  linkCopied: 'The link is copied.',
  linkNotCopied: 'The link could not be copied. It is in the address bar.',
} as const
