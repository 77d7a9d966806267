/** Signing in by an e-mailed link. */
export const signIn = {
  title: 'Sign in',
  pitch: 'Draw picture stories that branch. Publish them with one link.',
  ask: {
    heading: 'Sign in to Fabula',
    text: 'Type your e-mail address. We send you a link; there is no password.',
    kept: 'Your story waits. Anything not saved yet is kept in this browser and sent as soon as you are back.',
    unkept:
      'Your story waits. This browser keeps nothing, so leave this tab open: what is not saved yet is sent as soon as you are back.',
    email: 'E-mail address',
    send: 'Send me a link',
    invalid: 'That does not look like an e-mail address. It needs a name, an @ and a domain.',
    haveCode: 'I have a code',
  },
  wait: {
    heading: 'Look in your inbox',
    text: 'If {email} may sign in here, a link is on its way. It works once, for 10 minutes, in this browser.',
    resend: 'Send it again',
    resendIn: 'Send it again in {n} s',
    resent: 'Another link is on its way. Only the newest one needs to work.',
    other: 'Use another address',
    spam: 'Nothing there after a minute? Look among the junk mail too.',
  },
  code: {
    heading: 'Type the code',
    text: 'Opened the link on another device? It shows a code of 8 characters. Type it here.',
    label: 'Code',
    submit: 'Sign in with the code',
    invalid: 'A code has 8 letters and digits.',
    back: 'Ask for a link instead',
  },
  redeem: {
    heading: 'Welcome',
    text: 'One more tap and you are in.',
    submit: 'Sign in',
  },
  elsewhere: {
    heading: 'Type this code where you asked',
    text: 'You asked for the link in another browser. Go back to the page there that says “Look in your inbox”, and type:',
    note: 'Are you not the one who asked? Then close this page; nobody has been signed in.',
    hereText: 'Want to go on in this browser? Ask for a new link here.',
  },
  over: {
    heading: 'This link is over',
    text: 'A link works once, for 10 minutes. Ask for a new one; it takes a moment.',
    again: 'Ask for a new link',
  },
  done: 'You are signed in.',
} as const
