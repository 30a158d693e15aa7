import { DateTime, Effect } from "effect"
import type { Lease, LeasedRecord } from "../model/Lease.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Settlement } from "../model/Settlement.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import { RecordLedger } from "../port/RecordLedger.ts"

/**
 * Ends the records of a batch in dry run: says what would be sent, and sends nothing.
 *
 * They become dead letters with the reason `DryRun`, so that no balance ever shows them as billed, and none of them is
 * sent once the dry run is over. One that may have reached AWS before is in doubt instead, and is not asked about either: a lease that
 * ran out looks the same whether its holder had sent the record or not.
 *
 * - **Shape**: the keys of the records that were ended; one that the lease no longer holds is left out.
 * - **Idempotence**: a repeat finds nothing under the lease and changes nothing.
 * - **Errors**: `StoreError`; the records then run out of their lease and are ended by a later pass.
 */
export const rehearseBatch = Effect.fn("rehearseBatch")(function* (lease: Lease, batch: UsageBatch) {
  const ledger = yield* RecordLedger
  const now = yield* DateTime.now
  const settlements = batch.records.map((leased) => ({
    dedupKey: leased.record.dedupKey,
    settlement: ended(leased)
  }))
  const written = new Set(yield* ledger.settle(lease, settlements, now))
  yield* Effect.logWarning(
    `Dry run of product ${batch.productCode}: ${written.size} records would go to ${batch.region}, and are not sent.`
  )
  for (const { mayBeAccepted, record } of batch.records) {
    if (!written.has(record.dedupKey)) continue
    yield* Effect.logInfo(
      `Dry run of record ${record.dedupKey}: ${record.quantity} units of ${record.dimension} by account ${record.account} in ${MeteringHour.format(record.hour)}.`
    )
    if (mayBeAccepted) yield* Effect.logError(`Record ${record.dedupKey} is InDoubt: ${inDoubt}`)
  }
  return [...written]
})

const inDoubt = "DryRun: not sent again, and an earlier attempt may have reached AWS"

const ended = ({ mayBeAccepted, record }: LeasedRecord): Settlement =>
  mayBeAccepted
    ? Settlement.make({ _tag: "InDoubt", reason: inDoubt })
    : Settlement.make({
        _tag: "Dead",
        reason: `DryRun: never sent, because the catalogue puts it in dry run for product ${record.productCode}`
      })
