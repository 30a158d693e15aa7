import { DateTime } from "effect"

/**
 * Returns an instant as ISO 8601 text in UTC without fractions, as in "2026-08-20T14:24:23Z".
 *
 * - **Unit**: epoch milliseconds.
 */
export const isoSeconds = (instant: number): string =>
  `${DateTime.formatIso(DateTime.makeUnsafe(instant)).slice(0, 19)}Z`
