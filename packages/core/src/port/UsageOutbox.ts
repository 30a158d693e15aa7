import { Context, type Effect } from "effect"
import type { EventConflict } from "../model/EventRefused.ts"
import type { Instant } from "../model/Instant.ts"
import type { StoreError } from "../model/StoreError.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"

/** What an append did with the events it was given. */
export interface Appended {
  /** How many events are new. */
  readonly recorded: number
  /** The ids that were there before with the same content. */
  readonly alreadyRecorded: ReadonlyArray<string>
}

/**
 * Durable usage events, written in the caller's own transaction.
 */
export class UsageOutbox extends Context.Service<
  UsageOutbox,
  {
    /**
     * Appends events to the permanent event ledger.
     *
     * - **Shape**: no id stands twice in one call; `recordUsage` sees to that.
     * - **Guarantees**: the events live or die with the transaction. All of the call are stored or none: a conflict
     *   stores nothing. Nobody waits for an open transaction, neither a recorder of other ids nor a sealing; only who appends
     *   an id that stands in it learns when it ends whether that id is taken, or is told `StoreBusy`.
     * - **Idempotence**: an id that is there with the same content is ignored, for ever.
     * - **Errors**: `EventConflict` when an id is there with other content; `StoreError` when the store fails, after which
     *   the events may be there or not, and repeating the call makes it so.
     */
    readonly append: (
      events: ReadonlyArray<UsageEvent>,
      now: Instant
    ) => Effect.Effect<Appended, EventConflict | StoreError>
  }
>()("@tallyhour/core/UsageOutbox") {}
