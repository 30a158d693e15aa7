import type { Instant } from "./Instant.ts"
import type { UsageRecord } from "./UsageRecord.ts"

/** A record under lease, with what its earlier attempts left behind. */
export interface LeasedRecord {
  readonly record: UsageRecord
  /** Leases taken to submit it, this one included. */
  readonly attempts: number
  /** When AWS stops taking it, exclusive: at its deadline, or sooner since its subscription has ended. */
  readonly sendBefore: Instant
  /** Whether an earlier attempt may have reached AWS without our hearing the answer. */
  readonly mayBeAccepted: boolean
}

/**
 * Records held by one worker until an instant.
 *
 * - **Shape**: `id` fences a stale holder: what it settles after the lease went to another is refused. Records stand in
 *   the order in which AWS stops taking them.
 */
export interface Lease {
  readonly id: string
  readonly until: Instant
  readonly records: ReadonlyArray<LeasedRecord>
}
