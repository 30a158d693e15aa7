import type { DedupKey } from "./DedupKey.ts"
import type { Instant } from "./Instant.ts"
import type { RecordState, UsageRecord } from "./UsageRecord.ts"

/**
 * A usage record with where it stands: one row of the ledger, as an audit reads it.
 *
 * - **Shape**: `leasedUntil` while the record is leased, `endedAt` once it is settled, dead or in doubt, `meteringRecordId`
 *   once AWS has named it. `availableAt` is when it may be leased, or could be last.
 */
export interface LedgerEntry {
  readonly record: UsageRecord
  readonly state: RecordState
  /** Leases taken to submit it. */
  readonly attempts: number
  /** Whether an attempt may have reached AWS without our hearing the answer. */
  readonly mayBeAccepted: boolean
  readonly availableAt: Instant
  readonly leasedUntil: Instant | undefined
  /** Until when a guard withholds it, or withheld it. */
  readonly withheldUntil: Instant | undefined
  /** The last word on it: why it waits, died, or is in doubt. */
  readonly reason: string | undefined
  readonly meteringRecordId: string | undefined
  readonly endedAt: Instant | undefined
}

/** A row of the ledger that is no usage record any more: something else than this library has written to it. */
export interface UnreadableEntry {
  readonly dedupKey: string
  readonly account: string
  readonly meter: string
  /** What is wrong with it, in words. */
  readonly problem: string
}

/**
 * A page of the ledger.
 *
 * - **Shape**: `next` is the key after which the next page begins; undefined on the last page.
 */
export interface LedgerPage {
  readonly entries: ReadonlyArray<LedgerEntry>
  readonly unreadable: ReadonlyArray<UnreadableEntry>
  readonly next: DedupKey | undefined
}
