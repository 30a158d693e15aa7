import type { UsageAllocation } from "./batch/UsageRecord.ts"

/**
 * A usage record that the service has accepted and will bill: one line of its ledger.
 *
 * Accepted once, it is never changed and never removed; nothing is ever added to its quantity.
 */
export interface AcceptedRecord {
  /** Epoch seconds. */
  readonly acceptedAt: number
  readonly accountId: string
  /** As sent; null if the record did not say. */
  readonly allocations: ReadonlyArray<UsageAllocation> | null
  /** As sent; null if the record named the account. */
  readonly customerIdentifier: string | null
  readonly dimension: string
  /** Start of the UTC hour, in epoch seconds. */
  readonly hour: number
  /** The license it is billed to; null if it is billed to the product. */
  readonly licenseArn: string | null
  /** A lower-case UUID. */
  readonly meteringRecordId: string
  readonly productCode: string
  readonly quantity: number
  readonly region: string
  /** The instance, task, pod or runtime that reported it by MeterUsage; null if the seller did, by BatchMeterUsage. */
  readonly resource: string | null
  readonly scope: "license" | "product"
  /** As sent, in epoch seconds, with its fraction. */
  readonly timestamp: number
}
