/** The publishing dialog. */
export const publish = {
  title: 'Publish',
  checking: 'Checking the story',
  ready: {
    text: 'Readers get the story as it is now. What you change later stays yours until you publish again.',
    publish: 'Publish',
    again: 'Publish again',
    current: 'Readers see version {n} now.',
  },
  blocked: {
    heading: 'One thing stands in the way | {count} things stand in the way',
    text: 'Readers would get stuck here. Put these right, then publish.',
    recheck: 'Check again',
  },
  warnings: {
    heading: 'One thing to look at | {count} things to look at',
    text: 'They do not stop you.',
  },
  show: 'Show',
  showProblem: 'Show where: {sentence}',
  more: 'And one more. | And {count} more.',
  going: {
    queued: 'Waiting for its turn',
    publishing: 'Publishing',
    progress: '{done} of {total}',
    keep: 'You may close this; publishing goes on.',
    lost: 'The server cannot be reached just now. Publishing goes on there; we keep asking.',
  },
  done: {
    heading: 'Version {n} is out',
    text: 'Anyone with this link can read it, without an account.',
    link: 'Link to the story',
    copy: 'Copy',
    copied: 'Copied',
    open: 'Open',
    notCopied: 'The browser did not let us copy. Select the link and copy it yourself.',
    close: 'Done',
  },
  listing: {
    label: 'Let search engines list this story',
    hint: 'Off, only people you give the link to find it; on, it may turn up in searches after some days.',
  },
  embed: {
    heading: 'Show it on another page',
    text: 'Paste this where the page takes HTML. Many sites need the story’s link alone to show it.',
    growing: 'As high as each scene',
    growingHint: 'Takes a few lines of script. Off, the frame keeps its height and scrolls.',
    code: 'Embed code',
    copy: 'Copy embed code',
    notCopied: 'The browser did not let us copy. Select the code and copy it yourself.',
  },
  failed: {
    heading: 'Publishing did not work',
    text: 'Readers still see what they saw before, and your draft is as you left it.',
    retry: 'Publish again',
  },
  cancel: 'Not now',
} as const
