/** The page a mail's "No more of these" leads to. */
export const unsubscribe = {
  title: 'No more e-mails',
  heading: 'No more e-mails about this story?',
  text: 'You will no longer get a message when somebody finishes it. You can turn it on again among its numbers.',
  submit: 'Stop these e-mails',
  done: {
    heading: 'Done',
    text: 'No more e-mails about this story come to you.',
  },
  broken: {
    heading: 'This link is not complete',
    text: 'Open it again from the e-mail, or turn the messages off among the numbers of your story.',
  },
  home: 'To your stories',
} as const
