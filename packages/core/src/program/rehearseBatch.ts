import { DateTime, Effect } from "effect"
import type { Lease } from "../model/Lease.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Settlement } from "../model/Settlement.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import { RecordLedger } from "../port/RecordLedger.ts"

/**
 * Ends the records of a batch in dry run: says what would be sent, and sends nothing.
 *
 * They become dead letters with the reason `DryRun`, so that no balance ever shows them as billed, and none of them is
 * sent once the dry run is over.
 *
 * - **Shape**: the keys of the records that were ended; one that the lease no longer holds is left out.
 * - **Idempotence**: a repeat finds nothing under the lease and changes nothing.
 * - **Errors**: `StoreError`; the records then run out of their lease and are rehearsed again.
 */
export const rehearseBatch = Effect.fn("rehearseBatch")(function* (lease: Lease, batch: UsageBatch) {
  const ledger = yield* RecordLedger
  const now = yield* DateTime.now
  const settlements = batch.records.map(({ record: { dedupKey, productCode } }) => ({
    dedupKey,
    settlement: Settlement.make({
      _tag: "Dead",
      reason: `DryRun: never sent, because the catalogue puts it in dry run for product ${productCode}`
    })
  }))
  const ended = yield* ledger.settle(lease, settlements, now)
  yield* Effect.logWarning(
    `Dry run of product ${batch.productCode}: ${ended.length} records would go to ${batch.region}, and are never billed.`
  )
  for (const { record } of batch.records) {
    yield* Effect.logInfo(
      `Dry run of record ${record.dedupKey}: ${record.quantity} units of ${record.dimension} by account ${record.account} in ${MeteringHour.format(record.hour)}.`
    )
  }
  return ended
})
