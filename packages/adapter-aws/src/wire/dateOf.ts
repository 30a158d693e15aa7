/** Returns the `Date` that an answer shows of the time at AWS; undefined where it shows none. */
export const dateOf = (response: unknown): string | undefined =>
  typeof response === "object" &&
  response !== null &&
  "headers" in response &&
  typeof response.headers === "object" &&
  response.headers !== null &&
  "date" in response.headers
    ? String(response.headers.date)
    : undefined
