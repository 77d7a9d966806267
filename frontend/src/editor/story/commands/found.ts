/** What a finder lists: rows under headings. */
export interface FoundGroup<Row> {
  readonly id: string
  readonly title: string
  readonly rows: readonly Row[]
}
