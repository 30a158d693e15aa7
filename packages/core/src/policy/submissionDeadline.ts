import type { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { reportableUntil, type ReportingTerms } from "./reportableUntil.ts"

/**
 * Returns the instant from which AWS no longer takes usage of an hour.
 *
 * Measured from the start of the hour, because AWS may do so, whatever timestamp within it a record carries.
 *
 * - **Unit**: an instant in UTC, exclusive: at this instant the record is already late.
 * - **Shape**: total; never falls from one hour to the next.
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
export const submissionDeadline = (hour: MeteringHour, terms: ReportingTerms = {}): Instant =>
  reportableUntil(MeteringHour.start(hour), terms)
