/** The SQL between the parameters of a statement, and the value of the parameter that follows each piece but the last. */
export interface Pieces {
  readonly texts: ReadonlyArray<string>
  readonly values: ReadonlyArray<string | null>
}

/** Divides a statement at its parameters `$1`, `$2` and so on, for drivers that write them in another way. */
export const piecesOf = (text: string, parameters: ReadonlyArray<string | null>): Pieces => {
  // A capturing split puts the numbers of the parameters between the pieces.
  const parts = text.split(/\$(\d+)/)
  return {
    texts: parts.filter((_, i) => i % 2 === 0),
    values: parts.filter((_, i) => i % 2 === 1).map((number) => parameters[Number(number) - 1] ?? null)
  }
}
