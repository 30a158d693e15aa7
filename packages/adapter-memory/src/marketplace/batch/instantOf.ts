import type { UsageRecord } from "./UsageRecord.ts"

/**
 * Returns the instant a record, or a report, is stamped with.
 *
 * - **Unit**: epoch milliseconds, whole; finer fractions of a second do not reach the service's clock.
 */
export const instantOf = (record: Pick<UsageRecord, "Timestamp">): number =>
  Math.round(record.Timestamp * 1_000)
