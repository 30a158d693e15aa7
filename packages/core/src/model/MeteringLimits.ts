import { Duration } from "effect"

/**
 * Every number that AWS sets for metering, and may change, in one place.
 *
 * - **Source**: AWS SDK for JavaScript 3.1138 (`@aws-sdk/client-marketplace-metering`: BatchMeterUsage, MeterUsage and
 *   their shapes) and the Seller Guide, read 2026-11-21.
 */
export interface MeteringLimits {
  /** How long after its timestamp AWS takes a SaaS record, 24 hours; at exactly this age it is refused. */
  readonly lookback: Duration.Duration
  /** How far into a new month AWS still takes records of the month before: until 06:00 UTC on the first, exclusive. */
  readonly gracePeriod: Duration.Duration
  /** How long after the end of an agreement AWS takes its last records: one hour. What comes later is never billed. */
  readonly finalWindow: Duration.Duration
  /** How many records one BatchMeterUsage request takes, 25; one more and AWS refuses the whole request. */
  readonly recordsMax: number
  /** The serialised size in bytes that a request must stay below, keys and tags included; AWS refuses a larger one. */
  readonly requestBytes: number
  /** The largest quantity of one record, in units of the dimension; what exceeds it is carried into the next hour. */
  readonly quantityMax: number
}

/**
 * The limits in force, read 2026-11-21.
 *
 * **Example** (How long AWS waits, and how much it takes)
 *
 *     Duration.toHours(MeteringLimits.lookback) // => 24
 *     Duration.toHours(MeteringLimits.gracePeriod) // => 6
 *     MeteringLimits.recordsMax // => 25
 *     MeteringLimits.quantityMax // => 2147483647
 */
export const MeteringLimits: MeteringLimits = {
  lookback: Duration.hours(24),
  gracePeriod: Duration.hours(6),
  finalWindow: Duration.hours(1),
  recordsMax: 25,
  requestBytes: 1_000_000,
  quantityMax: 2_147_483_647
}
