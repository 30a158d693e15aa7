import { Context, type Effect } from "effect"
import type { DedupKey } from "../model/DedupKey.ts"
import type { LedgerPage } from "../model/LedgerEntry.ts"
import type { LedgerMove } from "../model/LedgerMove.ts"
import type { StoreError } from "../model/StoreError.ts"

/** Reads the rows of the ledger as they stand, page by page. Nothing here writes. */
export class LedgerAudit extends Context.Service<
  LedgerAudit,
  {
    /**
     * Returns the records whose dedup key follows another one, and the first ones when there is none.
     *
     * - **Shape**: at most `recordsMax` rows, unreadable ones included. A row that is no usage record any more is told as
     *   unreadable and keeps no other from being read.
     * - **Guarantees**: each page is one consistent view; a record that is there when the first page is read is in exactly
     *   one page. It takes no longer than its rows, however many there are before it.
     * - **Order**: by dedup key.
     */
    readonly entries: (page: {
      readonly after?: DedupKey | undefined
      readonly recordsMax: number
    }) => Effect.Effect<LedgerPage, StoreError>

    /**
     * Returns the moves of late usage that follow a position, and the first ones when there is none.
     *
     * - **Shape**: at most `movesMax`; fewer only when these are the last.
     * - **Order**: by position.
     */
    readonly moves: (page: {
      readonly after?: number | undefined
      readonly movesMax: number
    }) => Effect.Effect<ReadonlyArray<LedgerMove>, StoreError>
  }
>()("@tallyhour/core/LedgerAudit") {}
