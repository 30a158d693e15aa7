import { DateTime, Effect } from "effect"
import type { Lease } from "../model/Lease.ts"
import { Settlement } from "../model/Settlement.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import { RecordLedger } from "../port/RecordLedger.ts"

/**
 * Lets go of batches that are leased and not sent, so that whoever takes them next knows that nobody has sent them.
 *
 * - **Idempotence**: a repeat finds nothing under the lease and changes nothing.
 * - **Errors**: `StoreError`; the records then run out of their lease, and count as possibly sent.
 */
export const giveBack = Effect.fn("giveBack")(function* (
  unsent: ReadonlyArray<{ readonly batch: UsageBatch; readonly lease: Lease }>
) {
  const now = yield* DateTime.now
  const ledger = yield* RecordLedger
  const reason = "GivenBack: leased, and not sent in time"
  const settlement = Settlement.make({ _tag: "Retry", availableAt: now, mayBeAccepted: false, reason })
  for (const { batch, lease } of unsent) {
    const settlements = batch.records.map(({ record: { dedupKey } }) => ({ dedupKey, settlement }))
    yield* ledger.settle(lease, settlements, now)
  }
})
