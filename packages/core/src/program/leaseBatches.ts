import { DateTime, Duration, Effect, Random } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { Instant } from "../model/Instant.ts"
import { planBatches } from "../policy/planBatches.ts"
import { RecordLedger } from "../port/RecordLedger.ts"

/** How long a worker holds records. After a crash others take them over this much later. */
export const leaseDuration = Duration.seconds(60)

/**
 * Takes records that were due at an instant, the earliest deadline first, and divides them into batches.
 *
 * The instant is the caller's, so that a record which is sent in vain does not come up again and again in one pass.
 *
 * - **Errors**: `StoreError`; nothing is leased then, or the lease runs out by itself.
 */
export const leaseBatches = Effect.fn("leaseBatches")(function* (options: {
  readonly dueBy: Instant
  readonly recordsMax: number
}) {
  const now = yield* DateTime.now
  const { policy } = yield* Catalogue
  const ledger = yield* RecordLedger
  const lease = yield* ledger.lease({
    deadlineAfter: DateTime.addDuration(now, policy.safetyMargin),
    id: yield* leaseId,
    now: options.dueBy,
    recordsMax: options.recordsMax,
    until: DateTime.addDuration(now, leaseDuration)
  })
  return { lease, batches: planBatches(lease.records) }
})

const leaseId = Effect.map(Effect.all([hex(), hex(), hex(), hex()]), (parts) => parts.join(""))

function hex() {
  return Effect.map(Random.nextIntBetween(0, 2 ** 32 - 1), (n) => n.toString(16).padStart(8, "0"))
}
