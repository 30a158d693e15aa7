import { instantOf } from "../batch/instantOf.ts"
import { hourOf } from "../hourOf.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import type { UsageReport } from "./UsageReport.ts"

/**
 * Checks that a report is neither six hours old nor of the future: rule 35.
 *
 * The end of a month needs no rule of its own: at 06:00 UTC on the first, all of the month before is six hours old.
 *
 * - **Source**: AWS SDK 3.1138, MeterUsage, read 2026-11-21.
 */
export const checkAge = (
  report: UsageReport,
  _state: MarketplaceState,
  { choices, now }: CallContext
): Refusal | undefined => {
  const instant = instantOf(report)
  const measured = choices.age_measured_from === "hour-start" ? hourOf(instant) : instant
  const age = now - measured
  const isYoung =
    choices.meter_usage_exact_age === "accept"
      ? age <= ServiceLimits.reportLookbackMillis
      : age < ServiceLimits.reportLookbackMillis
  if (isYoung && instant <= now + choices.future_tolerance_seconds * 1_000) return undefined
  return refuse("TimestampOutOfBoundsException", "The timestamp is outside the window for usage reports")
}
