import type { Instant } from "@tallyhour/core"
import { DateTime, Option } from "effect"

/** Reads the beginning of a day in UTC, as `2026-01-01`; none where there is no such day. */
export const dayOf = (text: string): Option.Option<Instant> =>
  DateTime.make(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : "none").pipe(
    Option.map(DateTime.toUtc),
    // February 30 would be a day in March.
    Option.filter((day) => DateTime.formatIso(day).startsWith(text))
  )
