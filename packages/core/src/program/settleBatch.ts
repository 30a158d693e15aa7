import { DateTime, Effect, Random } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { Lease } from "../model/Lease.ts"
import type { DedupKey } from "../model/DedupKey.ts"
import type { Settlement } from "../model/Settlement.ts"
import type { Verdict } from "../model/Verdict.ts"
import { settlementFor } from "../policy/settlementFor.ts"
import { RecordLedger } from "../port/RecordLedger.ts"

/** What became of one record of a batch. */
export interface Settled {
  readonly dedupKey: DedupKey
  readonly settlement: Settlement
}

/**
 * Judges the verdicts on a batch and writes the settlements, fenced by the lease.
 *
 * - **Errors**: `StoreError`; the records then run out of their lease and are sent again unchanged.
 */
export const settleBatch = Effect.fn("settleBatch")(function* (
  lease: Lease,
  verdicts: ReadonlyArray<Verdict>
) {
  const now = yield* DateTime.now
  const { policy } = yield* Catalogue
  const settlements: Array<Settled> = []
  for (const { leased, verdict } of verdicts) {
    const retryNotAfter = DateTime.subtractDuration(leased.record.deadline, policy.safetyMargin)
    const settlement = settlementFor(verdict, leased, { jitter: yield* Random.next, now, retryNotAfter })
    settlements.push({ dedupKey: leased.record.dedupKey, settlement })
  }
  const ledger = yield* RecordLedger
  const written = new Set(yield* ledger.settle(lease, settlements, now))
  yield* Effect.forEach(settlements, report, { discard: true })
  return settlements.filter(({ dedupKey }) => written.has(dedupKey))
})

// Dead and doubtful records cost money, so they are said aloud; a retry is everyday business.
const report = ({ dedupKey, settlement }: Settled) =>
  settlement._tag === "Dead" || settlement._tag === "InDoubt"
    ? Effect.logError(`Record ${dedupKey} is ${settlement._tag}: ${settlement.reason}`)
    : settlement._tag === "Retry"
      ? Effect.logDebug(`Record ${dedupKey} is sent again: ${settlement.reason}`)
      : Effect.void
