/** The edit is of a kind that a newer release has and this one does not: the page was loaded before that came. */
export class UnknownEdit extends Error {
  override readonly name = 'UnknownEdit'

  /** `never`: what does not know every kind there is does not compile. */
  constructor(edit: never) {
    super(`There is no edit “${(edit as { readonly type: string }).type}” in this release.`)
  }
}
