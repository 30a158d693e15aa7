import { DateTime } from "effect"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"

/**
 * Returns the instant from which AWS no longer takes usage of an hour.
 *
 * The earliest of three clocks: the lookback, measured from the start of the hour because AWS may do so; the grace
 * period that closes a billing month; and the final window after the agreement ended.
 *
 * - **Unit**: an instant in UTC, exclusive: at this instant the record is already late.
 * - **Source**: AWS SDK 3.1138, BatchMeterUsage, read 2026-11-21; the final window from the Seller Guide.
 *
 * **Example** (The last evening of March)
 *
 *     const hour = MeteringHour.of(DateTime.makeUnsafe("2026-03-31T22:15:00Z"))
 *     const activeUntil = DateTime.makeUnsafe("2026-03-31T22:40:00Z")
 *
 *     DateTime.formatIso(submissionDeadline(hour)) // => "2026-04-01T06:00:00.000Z"
 *     DateTime.formatIso(submissionDeadline(hour, { activeUntil })) // => "2026-03-31T23:40:00.000Z"
 */
export const submissionDeadline = (
  hour: MeteringHour,
  agreement: { readonly activeUntil?: Instant } = {}
): Instant => {
  const lookback = DateTime.addDuration(MeteringHour.start(hour), MeteringLimits.lookback)
  const monthEnd = DateTime.addDuration(MeteringHour.nextMonth(hour), MeteringLimits.gracePeriod)
  return agreement.activeUntil === undefined
    ? Instant.min(lookback, monthEnd)
    : Instant.min(lookback, monthEnd, DateTime.addDuration(agreement.activeUntil, MeteringLimits.finalWindow))
}
