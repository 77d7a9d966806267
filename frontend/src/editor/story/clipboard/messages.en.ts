/** What is said of copying and pasting. */
export const clipboard = {
  copied: '1 scene copied. | {n} scenes copied.',
  copiedNote: 'The note was copied.',
  copiedGroup: 'The group was copied.',
  picturesLeft:
    'Pasted without its picture, which belongs to the other story. Add it here again. | Pasted without {n} pictures, which belong to the other story. Add them here again.',
  renamed: 'Pasted. This story uses “{before}” for something else, so it is called “{after}” here.',
  nothing: 'There is nothing to paste. Copy scenes, words or a picture first.',
  scenes: 'A story holds 10,000 scenes at most. Nothing was pasted.',
  variables: 'A story holds 200 variables at most. Nothing was pasted.',
  groups: 'A story holds 1,000 groups and notes at most. Nothing was pasted.',
  bytes: 'A story holds 8 MB of words at most. Nothing was pasted.',
  ask: 'Your browser does not let this page read the clipboard. Press {keys} to paste.',
} as const
