/** The story screen: canvas, scene panel, variables, problems, preview. */
export const story = {
  title: 'Story',
} as const
