/** What the panels say of a scene's text. */
export const text = {
  hint: 'Markdown works. A brace offers your variables.',
  tools: 'Marks for the text',
  bold: 'Bold',
  italic: 'Italic',
  link: 'Link',
  heading: 'Heading',
  quote: 'Quote',
  list: 'List',
  variable: 'Put a variable in',
  offers: 'Variables',
  offered: '1 variable. Enter puts it in. | {n} variables. Arrow keys choose, Enter puts one in.',
  count: '{n} of {of} characters',
  asRead: 'The text as readers see it',
  chip: '{name}, as it is at the start',
  chipUnknown: 'There is no variable “{name}”',
} as const
