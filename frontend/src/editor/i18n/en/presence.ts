/** Who else is in a story. */
export const presence = {
  label: 'In this story now',
  summary: 'Nobody else is here | 1 other window has this story open | {n} other windows have this story open',
  you: 'You, in another window',
  in: 'in “{title}”',
  here: 'Here now: {who}.',
  nowhere: 'looking at the map',
  somebody: 'Somebody else',
  removed: {
    scene: { other: '{who} removed this scene.', you: 'You removed this scene in another window.' },
    written: {
      other: '{who} removed what you were writing in.',
      you: 'You removed what you were writing in, in another window.',
    },
  },
  show: 'Show',
  hint: 'What is changed there appears here within a few seconds.',
} as const
