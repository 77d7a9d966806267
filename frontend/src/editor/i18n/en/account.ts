/** The account's menu and page. */
export const account = {
  menu: 'Account',
  page: 'Account and devices',
  title: 'Account',
  signedInAs: 'Signed in as',
  signOut: 'Sign out',
  signedOut: 'You are signed out.',
  theme: {
    label: 'Theme',
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
    hint: 'Kept in this browser.',
  },
  sessions: {
    heading: 'Where you are signed in',
    text: 'Each browser that signed in with your address. End those you do not know.',
    current: 'This browser',
    now: 'in use',
    other: 'Another browser',
    since: 'Signed in {when}',
    seen: 'last used {when}',
    until: 'ends by itself on {date}',
    end: 'End',
    endOf: 'End the session signed in {when}',
    ended: 'That session is over.',
  },
} as const
