/** A record and the moment at which it is sent; all instants in epoch milliseconds. */
export interface SentRecord {
  readonly now: number
  readonly timestamp: number
  readonly activeFrom?: number | undefined
  readonly activeUntil?: number | undefined
  readonly operation?: "BatchMeterUsage" | "MeterUsage" | undefined
}

/**
 * Whether AWS's own words take a record, as far as time decides it.
 *
 * A second reading of the documents, to judge the first one by: it shares no code with the policy, names AWS's numbers
 * itself, looks back from the moment of sending instead of ahead from the record, and counts in whole milliseconds.
 *
 * - **Source**: AWS SDK 3.1138, BatchMeterUsage and MeterUsage; the last hour of an agreement from the Seller Guide. Read
 *   2026-11-21.
 */
export const takenByAws = ({ activeFrom, activeUntil, now, operation, timestamp }: SentRecord): boolean => {
  // Records "aren't accepted 24 hours or more after" the event; those of MeterUsage have six hours.
  const oldest = now - (operation === "MeterUsage" ? 6 : 24) * hour
  return (
    timestamp <= now &&
    timestamp > oldest &&
    timestamp >= startOfOpenMonths(now) &&
    timestamp >= (activeFrom ?? 0) &&
    (activeUntil === undefined || now - activeUntil < hour)
  )
}

const hour = 60 * 60 * 1000

/** The first moment of the earliest month that AWS still takes records of: one closes at six of the next one's first day. */
const startOfOpenMonths = (now: number): number => monthStarts[lastUpTo(now - 6 * hour)]!

/** The first days of the months from December 2025 on, as far as anybody asks. */
const monthStarts = Array.from({ length: 12 * 10 }, (_, i) => Date.UTC(2025, 11 + i, 1))

/** The place of the last month that has begun at a moment. */
const lastUpTo = (moment: number): number => {
  let place = Math.floor((moment - monthStarts[0]!) / (31 * 24 * hour))
  while (monthStarts[place + 1]! <= moment) place++
  return place
}
