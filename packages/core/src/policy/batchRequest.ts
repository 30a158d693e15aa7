import { Agreement } from "../model/Agreement.ts"
import { Instant } from "../model/Instant.ts"
import type { UsageRecord } from "../model/UsageRecord.ts"

/** A usage record in AWS's words; instants in epoch seconds. */
export interface RequestRecord {
  readonly Timestamp: number
  readonly Dimension: string
  readonly Quantity: number
  readonly CustomerAWSAccountId?: string
  readonly CustomerIdentifier?: string
  readonly LicenseArn?: string
}

/** The body of a BatchMeterUsage request. */
export interface BatchRequest {
  readonly ProductCode?: string
  readonly UsageRecords: ReadonlyArray<RequestRecord>
}

/**
 * Writes sealed records as the BatchMeterUsage request they become, the same bytes at every attempt.
 *
 * - **Shape**: a record by license names no product, because AWS bills twice when a request names both.
 */
export const batchRequest = (records: ReadonlyArray<UsageRecord>): BatchRequest => {
  const [first] = records
  return {
    ...(first === undefined || first.agreement._tag === "License" ? {} : { ProductCode: first.productCode }),
    UsageRecords: records.map(requestRecord)
  }
}

/** Writes one sealed record as AWS wants to see it. */
export const requestRecord = (record: UsageRecord): RequestRecord => ({
  Timestamp: Instant.toEpochSeconds(record.timestamp),
  Dimension: record.dimension,
  Quantity: record.quantity,
  ...buyerOf(record.agreement)
})

type Buyer = Pick<RequestRecord, "CustomerAWSAccountId" | "CustomerIdentifier" | "LicenseArn">

const buyerOf = Agreement.match({
  License: ({ buyer, licenseArn }): Buyer => ({ CustomerAWSAccountId: buyer, LicenseArn: licenseArn }),
  Product: ({ buyer }): Buyer => ({ CustomerAWSAccountId: buyer }),
  Legacy: ({ customerIdentifier }): Buyer => ({ CustomerIdentifier: customerIdentifier })
})
