import { DateTime, type DateTime as Time } from "effect"

/** What may be archived at a time at most: what was finished before two months ago. */
export const longAgo = (now: number): { readonly before: Time.Utc; readonly now: Time.Utc } => {
  const at = DateTime.makeUnsafe(now)
  return { before: DateTime.subtract(at, { days: 62 }), now: at }
}
