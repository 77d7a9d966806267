/** Every word the reader's own furniture says. The story's words are its creator's; these are kept few and quiet. */
export const WORDS = {
  back: 'Back',
  path: 'Your path',
  readAgain: 'Read again',
  startOver: 'Start over',
  share: 'Share',
  ending: 'An ending',
  goOn: 'Go on',
  madeWith: 'Made with Fabula',
  locked: 'Not open to you yet.',
  resumed: 'You are where you left off.',
  stuck: 'The rest of the story did not arrive. Your place is kept.',
  coming: 'One moment…',
  tryAgain: 'Try again',
  untitled: 'Untitled scene',
  found: (found: number, all: number) => `Endings found: ${found} of ${all}`,
} as const
