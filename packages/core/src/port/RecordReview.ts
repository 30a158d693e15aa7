import { Context, type Effect } from "effect"
import type { DedupKey } from "../model/DedupKey.ts"
import type { Instant } from "../model/Instant.ts"
import type { StoreError } from "../model/StoreError.ts"
import type { UsageRecord } from "../model/UsageRecord.ts"

/** A record that waits for somebody to look at it. */
export interface WaitingRecord {
  readonly record: UsageRecord
  /** When it is released by itself. */
  readonly until: Instant
  readonly reason: string
}

/** What a person decides about records that a guard withholds. Without any decision they are sent in time. */
export class RecordReview extends Context.Service<
  RecordReview,
  {
    /**
     * Returns the records that are withheld at an instant.
     *
     * - **Order**: by their release, then dedup key.
     */
    readonly withheld: (now: Instant) => Effect.Effect<ReadonlyArray<WaitingRecord>, StoreError>

    /**
     * Lets a withheld record be sent from now on. Returns whether it was withheld.
     *
     * - **Idempotence**: a record that is not withheld, or not any more, stays as it is.
     */
    readonly release: (dedupKey: DedupKey, now: Instant) => Effect.Effect<boolean, StoreError>

    /**
     * Makes a withheld record a dead letter with a reason, so that it is never sent. Returns whether it was withheld.
     *
     * - **Guarantees**: a record of which any attempt was made is never withdrawn.
     * - **Idempotence**: a record that is not withheld, or not any more, stays as it is.
     */
    readonly withdraw: (
      dedupKey: DedupKey,
      reason: string,
      now: Instant
    ) => Effect.Effect<boolean, StoreError>
  }
>()("@tallyhour/core/RecordReview") {}
