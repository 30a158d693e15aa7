import type { Allocation } from "../model/Allocation.ts"
import { Instant } from "../model/Instant.ts"
import type { UsageRecord } from "../model/UsageRecord.ts"

/** An allocation in AWS's words; without tags it has no `Tags` at all, because AWS takes no empty list. */
export interface RequestAllocation {
  readonly AllocatedUsageQuantity: number
  readonly Tags?: ReadonlyArray<{ readonly Key: string; readonly Value: string }>
}

/**
 * A usage record in AWS's words.
 *
 * - **Unit**: `Timestamp` in epoch seconds, `Quantity` in whole units of the dimension.
 * - **Source**: AWS SDK 3.1138, the shape UsageRecord, read 2026-11-21.
 */
export interface RequestRecord {
  readonly Timestamp: number
  readonly Dimension: string
  readonly Quantity: number
  readonly UsageAllocations?: ReadonlyArray<RequestAllocation>
  readonly CustomerAWSAccountId?: string
  readonly CustomerIdentifier?: string
  readonly LicenseArn?: string
}

/**
 * The body of a BatchMeterUsage request.
 *
 * - **Source**: AWS SDK 3.1138, BatchMeterUsage, read 2026-11-21.
 */
export interface BatchRequest {
  readonly ProductCode?: string
  readonly UsageRecords: ReadonlyArray<RequestRecord>
}

/**
 * Writes sealed records as the BatchMeterUsage request they become, the same bytes at every attempt.
 *
 * - **Shape**: `records` are of one batch: one region, one product, one form of identity. A record by license names no
 *   product, because AWS bills twice when a request names both.
 *
 * **Example** (A record by license names no product)
 *
 *     const agreement = Agreement.make({
 *       _tag: "License",
 *       buyer: "111111111111",
 *       licenseArn: "arn:aws:license-manager::294406891311:license:l-1"
 *     })
 *     const key = {
 *       agreement,
 *       dimension: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z")),
 *       productCode: "4ml54db8vrmju",
 *       region: "us-east-1"
 *     }
 *     const record = UsageRecord.make({
 *       ...key,
 *       dedupKey: DedupKey.of(key),
 *       account: "acme",
 *       meter: "pages",
 *       quantity: 7,
 *       used: Quantity.ofUnits(7),
 *       allocations: [],
 *       timestamp: MeteringHour.start(key.hour),
 *       deadline: submissionDeadline(key.hour),
 *       sealedAt: MeteringHour.end(key.hour)
 *     })
 *
 *     const { ProductCode, UsageRecords } = batchRequest([record])
 *     ProductCode // => undefined
 *     UsageRecords[0]?.LicenseArn // => "arn:aws:license-manager::294406891311:license:l-1"
 */
export const batchRequest = (records: ReadonlyArray<UsageRecord>): BatchRequest => {
  const [first] = records
  return {
    ...(first === undefined || first.agreement._tag === "License" ? {} : { ProductCode: first.productCode }),
    UsageRecords: records.map(requestRecord)
  }
}

/**
 * Writes one sealed record as AWS wants to see it.
 *
 * **Example** (What AWS is told of an hour)
 *
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *     const key = {
 *       agreement,
 *       dimension: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z")),
 *       productCode: "4ml54db8vrmju",
 *       region: "us-east-1"
 *     }
 *     const record = UsageRecord.make({
 *       ...key,
 *       dedupKey: DedupKey.of(key),
 *       account: "acme",
 *       meter: "pages",
 *       quantity: 7,
 *       used: Quantity.ofUnits(7),
 *       allocations: [],
 *       timestamp: MeteringHour.start(key.hour),
 *       deadline: submissionDeadline(key.hour),
 *       sealedAt: MeteringHour.end(key.hour)
 *     })
 *
 *     requestRecord(record)
 *     // => { Timestamp: 1773140400, Dimension: "pages", Quantity: 7, CustomerAWSAccountId: "111111111111" }
 */
export const requestRecord = (record: UsageRecord): RequestRecord => {
  const { agreement, allocations, dimension: Dimension, quantity: Quantity, timestamp } = record
  const used = { Timestamp: Instant.toEpochSeconds(timestamp), Dimension, Quantity }
  const bought =
    allocations.length === 0 ? used : { ...used, UsageAllocations: allocations.map(requestAllocation) }
  switch (agreement._tag) {
    case "License":
      return { ...bought, CustomerAWSAccountId: agreement.buyer, LicenseArn: agreement.licenseArn }
    case "Product":
      return { ...bought, CustomerAWSAccountId: agreement.buyer }
    case "Legacy":
      return { ...bought, CustomerIdentifier: agreement.customerIdentifier }
  }
}

/** Writes one allocation as AWS wants to see it. */
export const requestAllocation = ({ quantity, tags }: Allocation): RequestAllocation => ({
  AllocatedUsageQuantity: quantity,
  ...(tags.length === 0 ? {} : { Tags: tags.map(([Key, Value]) => ({ Key, Value })) })
})
