/** The furniture's words that only what comes later says; apart from `words.ts`, so that they come later, too. */
export const LATER_WORDS = {
  pathSoFar: 'Your path so far',
  here: 'You are here',
  close: 'Close',
  elsewhere: 'Continue on another device',
  elsewhereHow:
    'Open this link on the other device: it leads to your place. Keep it to yourself: whoever has it can go on from there as you.',
  placeLink: 'Link to your place',
  placeLinkNotCopied: 'The link could not be copied. Select it above.',
  placeNotSent: 'Your place could not be sent just now. The link leads there once this device is connected again.',
  copyLink: 'Copy link',
  sendLink: 'Send link',
  openElsewhere: 'This story is open in another tab, which keeps your place. What you read in this one is not kept.',
  linkForgotten: 'That link could not be followed, so the story opens as usual here.',
  newer: 'This story has changed since you were here. You go on in its newer version.',
  sceneGone: 'The scene you were in is no longer in this story, so it begins again.',
  linkCopied: 'The link is copied.',
  linkNotCopied: 'The link could not be copied. It is in the address bar.',
  language: 'Language',
  version: 'Version',
  endings: 'Endings found',
  foundOf: (found: number, all: number) => `${found} of ${all}`,
  recorded: 'Your steps are counted without a name, a cookie or an address.',
  print: 'Print your path',
  keys: 'Keys',
  places: 'Places in the picture',
  placesShown: (count: number) => (count === 1 ? 'One place in the picture.' : `${count} places in the picture.`),
  noPlaces: 'This picture has no places to choose.',
  chosenBy: (percent: number) => `${percent}\u00a0% of readers chose this`,
  tookThis: 'You chose',
} as const

/** What the keys do, in the order of the sheet. */
export const KEY_WORDS = [
  [['1', '–', '9'], 'Choose that option'],
  [['↑', '↓'], 'Go along the options'],
  [['Enter'], 'Choose the one you are at'],
  [['Backspace'], 'Go back one choice'],
  [['H'], 'Show the places in the picture, or hide them'],
  [['?'], 'Show these keys'],
  [['Esc'], 'Close what lies over the story'],
] as const
