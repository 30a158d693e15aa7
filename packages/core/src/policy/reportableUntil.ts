import { Duration } from "effect"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import type { Subscription } from "../model/Subscription.ts"

/** What decides, besides its timestamp, how long AWS takes a record. */
export interface ReportingTerms {
  /** When the agreement began; absent where it began before anything that is asked about. */
  readonly activeFrom?: Instant
  /** When the agreement ended or its license was deprovisioned; absent while it runs. */
  readonly activeUntil?: Instant
  /** The operation that reports; `BatchMeterUsage` when absent. */
  readonly operation?: "BatchMeterUsage" | "MeterUsage"
}

/**
 * Returns the instant from which AWS refuses a record with a certain timestamp.
 *
 * The earliest of three clocks: the lookback of the operation, the grace period that closes a billing month, and the
 * final window after the agreement ended.
 *
 * - **Unit**: an instant in UTC, exclusive: at this instant the record is already late.
 * - **Source**: AWS SDK 3.1138, BatchMeterUsage and MeterUsage, read 2026-11-21; the final window from the Seller Guide.
 *
 * **Example** (AWS's own: an evening hour in the night of the first)
 *
 *     const timestamp = DateTime.makeUnsafe("2026-03-31T23:00:00Z")
 *     DateTime.formatIso(reportableUntil(timestamp)) // => "2026-04-01T06:00:00.000Z"
 */
export const reportableUntil = (timestamp: Instant, terms: ReportingTerms = {}): Instant => {
  const lookback =
    terms.operation === "MeterUsage" ? MeteringLimits.meterUsageLookback : MeteringLimits.lookback
  const nextMonth = MeteringHour.nextMonth(MeteringHour.of(timestamp))
  // In milliseconds, because every event and record asks.
  return Instant.ofMillis(
    Math.min(
      millisAfter(timestamp, lookback),
      millisAfter(nextMonth, MeteringLimits.gracePeriod),
      terms.activeUntil === undefined
        ? Number.POSITIVE_INFINITY
        : millisAfter(terms.activeUntil, MeteringLimits.finalWindow)
    )
  )
}

const millisAfter = (instant: Instant, duration: Duration.Duration): number =>
  instant.epochMilliseconds + Duration.toMillis(duration)

/**
 * Whether AWS takes a record with a certain timestamp now, as far as time decides it.
 *
 * A timestamp of the future is refused, and so is one from before the agreement began. AWS may have some tolerance for clocks; nothing here relies on it.
 *
 * **Example** (The month is closed at six in the morning of the first)
 *
 *     const timestamp = DateTime.makeUnsafe("2026-03-31T23:59:59Z")
 *     isReportable(timestamp, DateTime.makeUnsafe("2026-04-01T05:59:59Z")) // => true
 *     isReportable(timestamp, DateTime.makeUnsafe("2026-04-01T06:00:00Z")) // => false
 */
export const isReportable = (timestamp: Instant, now: Instant, terms: ReportingTerms = {}): boolean =>
  !Instant.isBefore(now, timestamp) &&
  !Instant.isBefore(timestamp, terms.activeFrom ?? timestamp) &&
  Instant.isBefore(now, reportableUntil(timestamp, terms))

/**
 * Returns the terms under which usage of a subscription is reported.
 *
 * A cut-over to the license form ends a subscription here but no agreement at AWS, so it brings no final window; the end of
 * the subscription after it does, for both.
 *
 * - **Shape**: `all` are the subscriptions of the account.
 *
 * **Example** (A cancellation, and a cut-over)
 *
 *     const acme = { account: "acme", productCode: "4ml54db8vrmju", region: "us-east-1" }
 *     const buyer = "111111111111"
 *     const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c"
 *     const activeUntil = DateTime.makeUnsafe("2026-03-10T12:00:00Z")
 *     const before = Subscription.make({
 *       ...acme,
 *       agreement: { _tag: "Product", buyer },
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
 *       activeUntil
 *     })
 *     const after = Subscription.make({
 *       ...acme,
 *       agreement: { _tag: "License", buyer, licenseArn },
 *       activeFrom: activeUntil
 *     })
 *
 *     termsOf(before, [before]).activeUntil === activeUntil // => true
 *     termsOf(before, [before, after]).activeUntil // => undefined
 */
export const termsOf = (subscription: Subscription, all: ReadonlyArray<Subscription>): ReportingTerms => {
  const { activeFrom } = subscription
  const next = all.find((other) => isCutOver(subscription, other))
  const { activeUntil } = next ?? subscription
  return activeUntil === undefined ? { activeFrom } : { activeFrom, activeUntil }
}

const isCutOver = (from: Subscription, to: Subscription): boolean =>
  from.agreement._tag !== "License" &&
  to.agreement._tag === "License" &&
  from.productCode === to.productCode &&
  from.activeUntil?.epochMilliseconds === to.activeFrom.epochMilliseconds
