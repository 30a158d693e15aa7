/** A block `**Example** (Title)` of a docstring, with the code that is indented below it. */
export type Example = {
  /** What it shows: the export, or a member as `Quantity.parse`. */
  readonly name: string
  readonly title: string
  readonly path: string
  /** The line of the file on which the code begins. */
  readonly line: number
  readonly code: string
}
