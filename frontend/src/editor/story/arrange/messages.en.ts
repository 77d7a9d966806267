/** What is said of arranging scenes. */
export const arrange = {
  working: 'Laying out 1 scene | Laying out {n} scenes',
  cancel: 'Stop',
  already: 'The scenes lie that way already.',
  overtaken: 'The story changed in the meantime. Nothing was moved.',
  failed: 'The scenes could not be laid out in this browser.',
  group: 'Group',
  groupLimit: 'A story holds 1,000 groups and notes at most.',
} as const
