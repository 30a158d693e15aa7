import { DateTime } from "effect"

/**
 * Returns an instant as HTTP's `Date` header prints it: "Sun, 06 Nov 1994 08:49:37 GMT".
 *
 * - **Unit**: epoch milliseconds; whole seconds are shown.
 */
export const httpDate = (instant: number): string => {
  const second = Math.floor(instant / 1_000)
  if (second !== latest.second) latest = { second, text: textOf(second) }
  return latest.text
}

const textOf = (second: number): string =>
  DateTime.toDateUtc(DateTime.makeUnsafe(second * 1_000)).toUTCString()

// Printing a date costs as much as answering; answers of one second share the text.
let latest = { second: 0, text: textOf(0) }
