import { Books, type MeteringStore, RecordLedger, SubscriptionRegistry, UsageOutbox } from "@tallyhour/core"
import { Effect, Layer } from "effect"
import { memoryBooks } from "./MemoryBooks.ts"
import { memoryRecordLedger } from "./MemoryRecordLedger.ts"
import { emptyState } from "./MemoryState.ts"
import { memorySubscriptionRegistry } from "./MemorySubscriptionRegistry.ts"
import { memoryUsageOutbox, MemoryTransaction, outboxIn } from "./MemoryUsageOutbox.ts"

/** The reference store, and the transactions it opens. */
export interface MemoryStore extends MeteringStore<MemoryTransaction> {
  /** Opens a transaction; end it with `commit` or `rollBack`. */
  readonly begin: () => MemoryTransaction
}

/**
 * Returns a store that keeps everything in memory: the reference for every adapter's laws, for tests and examples.
 *
 * - **Guarantees**: all that the ports promise, except that nothing outlives the process.
 */
export const memoryStore = (): MemoryStore => {
  const state = emptyState()
  return {
    begin: () => new MemoryTransaction(state),
    layer: Layer.mergeAll(
      Layer.succeed(UsageOutbox, memoryUsageOutbox(state)),
      Layer.succeed(RecordLedger, memoryRecordLedger(state)),
      Layer.succeed(SubscriptionRegistry, memorySubscriptionRegistry(state)),
      Layer.succeed(Books, memoryBooks(state))
    ),
    layerIn: (transaction) => Layer.succeed(UsageOutbox, outboxIn(transaction)),
    migrate: Effect.void
  }
}
