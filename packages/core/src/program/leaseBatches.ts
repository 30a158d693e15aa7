import { DateTime, Duration, Effect, Random } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { Instant } from "../model/Instant.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { planBatches } from "../policy/planBatches.ts"
import { RecordLedger } from "../port/RecordLedger.ts"

/**
 * How long a worker holds records. After a crash others take them over this much later.
 *
 * **Example** (The wait after a crash)
 *
 *     Duration.toSeconds(leaseDuration) // => 60
 */
export const leaseDuration = Duration.seconds(60)

/**
 * Takes records that were due at an instant, the earliest deadline first, and divides them into batches.
 *
 * The instant is the caller's, so that a record which is sent in vain does not come up again and again in one pass.
 *
 * - **Shape**: at most `recordsMax` records; none that is nearer to its deadline than the safety margin. Those in dry run
 *   stand in `rehearsals` and must not be sent.
 * - **Guarantees**: no other worker gets these records before the lease runs out.
 * - **Errors**: `StoreError`; nothing is leased then, or the lease runs out by itself.
 *
 * **Example** (What is leased is not leased twice)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const usage = {
 *       eventId: "doc-1/pages",
 *       account: "acme",
 *       meter: "pages",
 *       quantity: "2.5",
 *       occurredAt: "2026-03-10T11:30:00Z"
 *     }
 *     const program = Effect.gen(function* () {
 *       yield* linkAccount(acme)
 *       yield* TestClock.setTime(Date.parse("2026-03-10T12:15:00Z"))
 *       yield* recordUsage(usage)
 *       yield* sealHours()
 *       const due = { dueBy: yield* DateTime.now, recordsMax: 100 }
 *       const mine = yield* leaseBatches(due)
 *       const others = yield* leaseBatches(due)
 *       return [mine.batches.length, others.batches.length]
 *     })
 *     const here = Layer.mergeAll(memoryStore().layer, Catalogue.layer({ products }), TestClock.layer())
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here))) // => [1, 0]
 */
export const leaseBatches = Effect.fn("leaseBatches")(function* (options: {
  readonly dueBy: Instant
  readonly recordsMax: number
}) {
  const now = yield* DateTime.now
  const { isDryRun, policy } = yield* Catalogue
  const ledger = yield* RecordLedger
  const lease = yield* ledger.lease({
    deadlineAfter: DateTime.addDuration(now, policy.safetyMargin),
    id: yield* leaseId,
    now: options.dueBy,
    recordsMax: options.recordsMax,
    until: DateTime.addDuration(now, leaseDuration)
  })
  const isRehearsed = ({ record }: LeasedRecord) => isDryRun(record)
  return {
    lease,
    batches: planBatches(lease.records.filter((leased) => !isRehearsed(leased))),
    rehearsals: planBatches(lease.records.filter(isRehearsed))
  }
})

const leaseId = Effect.map(Effect.all([hex(), hex(), hex(), hex()]), (parts) => parts.join(""))

function hex() {
  return Effect.map(Random.nextIntBetween(0, 2 ** 32 - 1), (n) => n.toString(16).padStart(8, "0"))
}
