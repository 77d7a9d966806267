/** What is said of an answer that gives no reason of its own: it is not our server's, but of something before it. */
export const unexplained = {
  tooLarge: 'This is too large to be sent.',
  tooMany: 'That was a lot at once. Try again in a moment.',
  blocked: 'Something between you and the server did not let this through.',
  refused: 'The server could not take this.',
  broken: 'Something broke on our side.',
} as const
