/** The list of stories. */
export const home = {
  title: 'Your stories',
  new: 'New story',
  loading: 'Loading your stories',
  count: 'No stories | 1 story | {count} stories',
  scenes: 'No scenes yet | 1 scene | {count} scenes',
  edited: 'edited {when}',
  state: {
    draft: 'Draft',
    published: 'Published',
    unpublished: 'Taken down',
  },
  version: 'version {n}',
  card: {
    more: 'More about “{title}”',
    edit: 'Edit',
    numbers: 'See the numbers',
    open: 'Open the published story',
    copy: 'Copy the link',
    copied: 'The link is in your clipboard.',
    notCopied: 'The browser did not let us copy. The link is {link}',
  },
  empty: {
    title: 'Your first story starts with one scene',
    text: 'Drop a picture on it, write a few words, and give the reader a choice. Every choice leads to the next scene.',
    glimpse: 'A small story drawn as cards: a lighthouse at dusk, with two choices that lead to a boat and to a door.',
  },
  dialog: {
    title: 'A new story',
    label: 'Title',
    hint: 'You can change it at any time.',
    placeholder: 'The Lighthouse',
    create: 'Create',
    cancel: 'Cancel',
    needed: 'Give it a title; a working title will do.',
  },
} as const
