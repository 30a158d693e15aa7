import type { LeasedRecord } from "./Lease.ts"

/**
 * Up to 25 records that go to AWS in one request.
 *
 * - **Shape**: one region, one product, one form of identity; no dedup key twice; the earliest deadline first.
 */
export interface UsageBatch {
  readonly region: string
  readonly productCode: string
  readonly records: ReadonlyArray<LeasedRecord>
}
