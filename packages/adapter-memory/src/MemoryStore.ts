import {
  AgreementInbox,
  Books,
  LedgerAudit,
  type MeteringStore,
  RecordLedger,
  RecordReview,
  SubscriptionRegistry,
  UsageOutbox
} from "@tallyhour/core"
import { Effect, Layer } from "effect"
import { memoryAgreementInbox } from "./MemoryAgreementInbox.ts"
import { memoryBooks } from "./MemoryBooks.ts"
import { memoryLedgerAudit } from "./MemoryLedgerAudit.ts"
import { memoryRecordLedger } from "./MemoryRecordLedger.ts"
import { memoryRecordReview } from "./MemoryRecordReview.ts"
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
 *
 * **Example** (A meter that needs no database)
 *
 *     import { createMeter } from "@tallyhour/core"
 *
 *     const store = memoryStore()
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store,
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *
 *     const occurredAt = new Date()
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: "2.5", occurredAt }
 *     const transaction = store.begin()
 *     await meter.record(transaction, usage) // => { recorded: 1, alreadyRecorded: [], late: [] }
 *     transaction.commit()
 *
 *     const [balance] = await meter.balances()
 *     balance?.open // => "2.5"
 *     await meter.close()
 */
export const memoryStore = (): MemoryStore => {
  const state = emptyState()
  return {
    begin: () => new MemoryTransaction(state),
    layer: Layer.mergeAll(
      Layer.succeed(UsageOutbox, memoryUsageOutbox(state)),
      Layer.succeed(RecordLedger, memoryRecordLedger(state)),
      Layer.succeed(RecordReview, memoryRecordReview(state)),
      Layer.succeed(SubscriptionRegistry, memorySubscriptionRegistry(state)),
      Layer.succeed(AgreementInbox, memoryAgreementInbox(state)),
      Layer.succeed(Books, memoryBooks(state)),
      Layer.succeed(LedgerAudit, memoryLedgerAudit(state))
    ),
    outboxIn,
    layerIn: (transaction) => Layer.succeed(UsageOutbox, outboxIn(transaction)),
    migrate: Effect.void
  }
}
