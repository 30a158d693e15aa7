import type { Effect, Layer } from "effect"
import type { StoreError } from "../model/StoreError.ts"
import type { AgreementInbox } from "../port/AgreementInbox.ts"
import type { Books } from "../port/Books.ts"
import type { LedgerAudit } from "../port/LedgerAudit.ts"
import type { RecordLedger } from "../port/RecordLedger.ts"
import type { RecordReview } from "../port/RecordReview.ts"
import type { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../port/UsageOutbox.ts"

/**
 * All that an adapter offers of one store.
 *
 * - **Shape**: `Transaction` is whatever the caller's own driver calls a transaction.
 */
export interface MeteringStore<Transaction> {
  /** The store's ports, each call in a transaction of its own. */
  readonly layer: Layer.Layer<
    AgreementInbox | UsageOutbox | RecordLedger | RecordReview | SubscriptionRegistry | Books | LedgerAudit,
    StoreError
  >
  /** The outbox inside a transaction of the caller: what it appends lives or dies with that transaction. */
  readonly outboxIn: (transaction: Transaction) => UsageOutbox["Service"]
  /** The same as a layer. */
  readonly layerIn: (transaction: Transaction) => Layer.Layer<UsageOutbox>
  /**
   * Creates or updates the store's tables. Safe to run at every start, by any number of processes at once.
   *
   * Where a `Catalogue` is provided, a store by which other languages record may tell them of its meters.
   */
  readonly migrate: Effect.Effect<void, StoreError>
}
