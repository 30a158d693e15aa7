import { Duration } from "effect"

/**
 * Every number that AWS sets for metering, and may change, in one place.
 *
 * - **Source**: AWS SDK for JavaScript 3.1138 (`@aws-sdk/client-marketplace-metering`: the operations and their shapes), the
 *   metering service quotas, and the Seller Guide, read on the date that `readOn` names. AWS has moved these numbers before:
 *   the lookback of BatchMeterUsage was one hour, then six, and is 24 since 2026.
 */
export interface MeteringLimits {
  /** The day on which these numbers were read in AWS's documents, as `YYYY-MM-DD`. */
  readonly readOn: string
  /** How long after its timestamp AWS takes a SaaS record, 24 hours; at exactly this age it is refused. */
  readonly lookback: Duration.Duration
  /** How long after its timestamp AWS takes a record of a container or machine image, six hours. */
  readonly meterUsageLookback: Duration.Duration
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
  /** How many allocations one record takes. */
  readonly allocationsMax: number
  /** How many tags one allocation takes; by older documents how many keys all of a record together. */
  readonly tagsMax: number
  /** The longest key of a tag, in characters. */
  readonly tagKeyMax: number
  /** The longest value of a tag, in characters. */
  readonly tagValueMax: number
  /** The longest client token of a report, in characters. */
  readonly clientTokenMax: number
  /** The longest nonce of a registration, in characters. */
  readonly nonceMax: number
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
  readOn: "2026-11-21",
  lookback: Duration.hours(24),
  meterUsageLookback: Duration.hours(6),
  gracePeriod: Duration.hours(6),
  finalWindow: Duration.hours(1),
  recordsMax: 25,
  requestBytes: 1_000_000,
  quantityMax: 2_147_483_647,
  allocationsMax: 2_500,
  tagsMax: 5,
  tagKeyMax: 100,
  tagValueMax: 256,
  clientTokenMax: 64,
  nonceMax: 255
}

/**
 * Where each number comes from, in AWS's documents of the day that `readOn` names.
 *
 * **Example** (Who says that it is 24 hours)
 *
 *     MeteringLimitSources.lookback // => "AWS SDK 3.1138, BatchMeterUsage"
 */
export const MeteringLimitSources: { readonly [Limit in Exclude<keyof MeteringLimits, "readOn">]: string } = {
  lookback: "AWS SDK 3.1138, BatchMeterUsage",
  meterUsageLookback: "AWS SDK 3.1138, MeterUsage",
  gracePeriod: "AWS SDK 3.1138, BatchMeterUsage",
  finalWindow: "Seller Guide, SaaS subscriptions and Amazon EventBridge events",
  recordsMax: "AWS SDK 3.1138, UsageRecordList",
  requestBytes: "AWS SDK 3.1138, BatchMeterUsage: less than 1 MB",
  quantityMax: "AWS SDK 3.1138, UsageQuantity",
  allocationsMax: "AWS SDK 3.1138, UsageAllocations",
  tagsMax: "AWS SDK 3.1138, TagList; Seller Guide, vendor-metered tagging",
  tagKeyMax: "AWS SDK 3.1138, TagKey",
  tagValueMax: "AWS SDK 3.1138, TagValue",
  clientTokenMax: "AWS SDK 3.1138, ClientToken",
  nonceMax: "AWS SDK 3.1138, RegisterUsage"
}
