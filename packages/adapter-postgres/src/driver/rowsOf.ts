/** Returns the rows of an answer: some drivers answer with the rows, others with an object that has them. */
export const rowsOf = (answer: unknown): ReadonlyArray<unknown> => {
  const rows = Array.isArray(answer) ? answer : Object(answer).rows
  if (Array.isArray(rows)) return rows
  throw new TypeError("the driver answered without rows")
}
