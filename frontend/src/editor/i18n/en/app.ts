/** Words of the frame around every screen, of the base components, and of failures. */
export const app = {
  app: {
    name: 'Fabula',
    home: 'Fabula: your stories',
    skip: 'Skip to the content',
    loading: 'Loading',
    updated: 'Fabula has been updated. Load the page again to go on.',
    partMissing: 'This part of Fabula could not be loaded.',
    notLoaded: 'You are offline, and this part of Fabula is not here yet. Open it again once you are connected.',
    reload: 'Load again',
    design: 'Design system',
    notFound: {
      title: 'There is no such page',
      text: 'The address may have changed, or a letter of it got lost.',
      back: 'To your stories',
    },
    unconfigured: {
      title: 'Fabula cannot start',
      text: 'The page could not learn where its server is. Check your connection and load the page again.',
    },
  },
  ui: {
    close: 'Close',
    message: 'Message',
    messages: 'Messages',
  },
  failure: {
    offline: {
      title: 'The server cannot be reached',
      detail: 'Check your connection. Nothing you wrote is lost; try again when you are back online.',
    },
    ours: {
      title: 'Something broke on our side',
      detail: 'Nothing of yours was changed. Try again in a moment.',
    },
    tooMany: {
      title: 'That was a lot at once',
      detail: 'Try again in {wait}.',
    },
    page: {
      title: 'Something on this page broke',
      detail: 'What the server has is safe. Load the page again to go on.',
    },
    reference: 'Reference: {id}',
    retry: 'Try again',
  },
  duration: {
    seconds: '{n} s',
    minutes: '{n} min',
    minutesSeconds: '{minutes} min {seconds} s',
    hoursMinutes: '{hours} h {minutes} min',
  },
} as const
