import { DateTime } from "effect"
import type { Choices } from "../Choices.ts"
import { ServiceLimits } from "../ServiceLimits.ts"

/**
 * Returns how far back usage is accepted at an instant.
 *
 * Two limits apply: the look-back of 24 hours, and the end of the previous month, whose usage is refused from 06:00
 * UTC on the first. By the choice `month_end` the second may also extend the first: until 06:00 the whole last day of
 * the previous month is then accepted.
 *
 * - **Unit**: epoch milliseconds; `after` is exclusive, `from` inclusive.
 * - **Source**: AWS SDK 3.1138, BatchMeterUsage, read 2026-11-21.
 */
export const acceptedSince = (
  now: number,
  { month_end }: Choices
): { readonly after: number; readonly from: number } => {
  const after = now - ServiceLimits.lookbackMillis
  const month = monthOf(now)
  if (now >= month + ServiceLimits.monthEndGraceMillis) return { after, from: month }
  if (month_end === "both-limits") return { after, from: -Infinity }
  return { after: Math.min(after, month - ServiceLimits.lookbackMillis - 1), from: -Infinity }
}

const monthOf = (now: number): number => {
  if (now < latest.from || now >= latest.until) latest = monthAround(now)
  return latest.from
}

const monthAround = (now: number) => {
  const month = DateTime.startOf(DateTime.makeUnsafe(now), "month")
  return {
    from: DateTime.toEpochMillis(month),
    until: DateTime.toEpochMillis(DateTime.add(month, { months: 1 }))
  }
}

// Working out a month costs as much as checking the timestamps of a batch.
let latest = { from: Infinity, until: -Infinity }
